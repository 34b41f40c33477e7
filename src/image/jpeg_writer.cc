// EncodeJpeg() of encode.h, by libvips and its libjpeg.
#include <fmt/format.h>
#include <vips/vips.h>

#include <memory>
#include <new>

#include "base/check.h"
#include "image/encode.h"
#include "image/vips_runtime.h"

namespace cutline::image {
namespace {

constexpr int kMaxSide = 65'500;  // libjpeg's

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
struct Free {
  void operator()(void* memory) const { g_free(memory); }
};

Status TooLargeForJpeg(std::string detail) {
  return TooLarge(
             {"The picture is too large to be written as a JPEG.", "图片太大，无法写成 JPEG。"})
      .WithHint({"Make it smaller, or choose another format.", "请缩小图片，或换一种格式。"})
      .WithDetail(std::move(detail));
}

}  // namespace

Result<ByteBuffer> EncodeJpeg(const Image& image, const JpegOptions& options) {
  CUTLINE_CHECK(image.channels() == 1 || image.channels() == 3);
  if (options.quality < 1 || options.quality > 100) {
    return std::unexpected(
        InvalidArgument({fmt::format("{} is not a JPEG quality.", options.quality),
                         fmt::format("{} 不是 JPEG 质量。", options.quality)})
            .WithHint({"Choose 1 to 100.", "请选 1 到 100。"}));
  }
  CUTLINE_RETURN_IF_ERROR(StartVips());
  if (image.width() > kMaxSide || image.height() > kMaxSide)
    return std::unexpected(TooLargeForJpeg("side"));
  const std::unique_ptr<VipsImage, Unref> source(
      vips_image_new_from_memory(image.data(), image.byte_count(), image.width(), image.height(),
                                 image.channels(), VIPS_FORMAT_UCHAR));
  void* data = nullptr;
  std::size_t size = 0;
  if (source == nullptr ||
      vips_jpegsave_buffer(source.get(), &data, &size, "Q", options.quality, "optimize_coding",
                           TRUE, "strip", TRUE, nullptr) != 0) {
    return std::unexpected(TooLargeForJpeg(TakeVipsError()));
  }
  const std::unique_ptr<void, Free> holder(data);
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  try {
    return ByteBuffer(bytes, bytes + size);
  } catch (const std::bad_alloc&) {
    return std::unexpected(TooLargeForJpeg("copy"));
  }
}

}  // namespace cutline::image
