#include "image/jpeg_facts.h"

#include <vips/vips.h>

#include <memory>

#include "image/jpeg_markers.h"
#include "image/vips_runtime.h"

namespace cutline::image {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};

struct Frame {
  Size size;
  int channels = 0;
};

constexpr std::uint8_t kSof0 = 0xC0, kSof2 = 0xC2;

std::optional<Frame> ReadFrame(ByteSpan file) {
  StepBudget steps(kMaxJpegSteps);
  JpegWalk walk(file, steps);
  while (const std::optional<JpegSegment> segment = walk.Next()) {
    if (!IsJpegFrame(segment->marker)) continue;
    if (segment->marker < kSof0 || segment->marker > kSof2) return std::nullopt;
    ByteReader reader(segment->body);
    const int bits = reader.U8();
    const int height = reader.U16();
    const int width = reader.U16();
    const int channels = reader.U8();
    std::string ids;
    for (int i = 0; i < channels && reader.ok(); ++i) {
      ids += static_cast<char>(reader.U8());
      reader.Skip(2);
    }
    // Readers disagree on what components of these names are.
    if (!reader.ok() || bits != 8 || ids == "RGB") return std::nullopt;
    if (channels != 1 && channels != 3) return std::nullopt;
    return Frame{{width, height}, channels};
  }
  return std::nullopt;
}

// The profile where it says that it is one for these channels.
ByteBuffer Profile(VipsImage* image, int channels) {
  constexpr std::size_t kHeader = 128, kSpaceAt = 16, kSignatureAt = 36;
  const void* data = nullptr;
  std::size_t length = 0;
  if (vips_image_get_typeof(image, VIPS_META_ICC_NAME) == 0 ||
      vips_image_get_blob(image, VIPS_META_ICC_NAME, &data, &length) != 0 || length < kHeader) {
    return {};
  }
  const std::string_view text(static_cast<const char*>(data), length);
  if (text.substr(kSignatureAt, 4) != "acsp") return {};
  if (text.substr(kSpaceAt, 4) != (channels == 1 ? "GRAY" : "RGB ")) return {};
  return {text.begin(), text.end()};
}

}  // namespace

std::optional<JpegFacts> ReadJpegFacts(ByteSpan file) {
  if (file.size() < 3 || file[0] != 0xFF || file[1] != kJpegSoi || file[2] != 0xFF)
    return std::nullopt;
  const std::optional<Frame> frame = ReadFrame(file);
  if (!frame || !StartVips().ok()) return std::nullopt;
  VipsImage* opened = nullptr;
  if (vips_jpegload_buffer(const_cast<std::uint8_t*>(file.data()), file.size(), &opened, nullptr) !=
      0) {
    vips_error_clear();
    return std::nullopt;
  }
  const std::unique_ptr<VipsImage, Unref> image(opened);
  if (vips_image_get_bands(opened) != frame->channels) return std::nullopt;
  return JpegFacts{.stored = frame->size,
                   .channels = frame->channels,
                   .orientation = vips_image_get_orientation(opened),
                   .profile = Profile(opened, frame->channels)};
}

}  // namespace cutline::image
