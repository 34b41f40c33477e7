// The adapter to libvips' loaders. libvips opens a file by its header and computes pixels
// on demand; normally that demand comes from its own worker threads. Here the caller's
// thread asks for one strip after the other (vips_region_prepare), so that the program's
// thread pool stays the only one, and a client that left is noticed within a strip. What
// a loader does to itself cannot be helped: libvips 8.14 lets one worker unpack a whole
// WebP while the caller waits, and the AV1 decoder brings threads of its own.
#include "image/decode_vips.h"

#include <vips/vips.h>

#include <memory>

#include "image/decode_errors.h"
#include "image/first_picture.h"
#include "image/orientation.h"
#include "image/pack_rows.h"
#include "image/profile.h"
#include "image/vips_runtime.h"

namespace cutline::image {
namespace {

constexpr int kStripRows = 64;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using VipsImagePtr = std::unique_ptr<VipsImage, Unref>;
using VipsRegionPtr = std::unique_ptr<VipsRegion, Unref>;

auto Loader(Format format) {
  switch (format) {
    case Format::kJpeg:
      return &vips_jpegload_buffer;
    case Format::kPng:
      return &vips_pngload_buffer;
    case Format::kWebp:
      return &vips_webpload_buffer;
    case Format::kAvif:
      return &vips_heifload_buffer;
    case Format::kGif:
      return &vips_gifload_buffer;
    default:
      return &vips_tiffload_buffer;
  }
}

VipsImagePtr Open(Format format, ByteSpan bytes) {
  VipsImage* image = nullptr;
  // libvips takes a plain pointer but does not write to it.
  Loader(format)(const_cast<std::uint8_t*>(bytes.data()), bytes.size(), &image, "access",
                 VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr);
  return VipsImagePtr(image);
}

// Floats, Lab and the other rarities of TIFF; integers of 8 and 16 bits pass unchanged.
VipsImagePtr ToIntegers(VipsImagePtr image) {
  const VipsBandFormat format = vips_image_get_format(image.get());
  const VipsInterpretation space = vips_image_get_interpretation(image.get());
  const bool plain = format == VIPS_FORMAT_UCHAR || format == VIPS_FORMAT_USHORT;
  if (plain && space != VIPS_INTERPRETATION_LAB && space != VIPS_INTERPRETATION_LABS) return image;
  VipsImage* converted = nullptr;
  if (vips_colourspace(image.get(), &converted, VIPS_INTERPRETATION_sRGB, nullptr) != 0) return {};
  VipsImagePtr holder(converted);
  VipsImage* narrowed = nullptr;
  if (vips_cast(converted, &narrowed, VIPS_FORMAT_UCHAR, nullptr) != 0) return {};
  return VipsImagePtr(narrowed);
}

RowLayout Layout(VipsImage* image) {
  RowLayout layout;
  layout.wide = vips_image_get_format(image) == VIPS_FORMAT_USHORT;
  layout.samples = vips_image_get_bands(image);
  layout.channels = layout.samples == 1 || layout.samples == 3 ? 3 : 4;
  return layout;
}

ByteSpan Profile(VipsImage* image) {
  const void* data = nullptr;
  std::size_t length = 0;
  if (vips_image_get_typeof(image, VIPS_META_ICC_NAME) == 0 ||
      vips_image_get_blob(image, VIPS_META_ICC_NAME, &data, &length) != 0) {
    return {};
  }
  return {static_cast<const std::uint8_t*>(data), length};
}

// A region that lies over our own pixels, for libvips to write into.
VipsRegionPtr Over(Image& pixels) {
  const VipsImagePtr image(vips_image_new_from_memory(pixels.data(), pixels.byte_count(),
                                                      pixels.width(), pixels.height(),
                                                      pixels.channels(), VIPS_FORMAT_UCHAR));
  if (image == nullptr) return {};
  VipsRegionPtr region(vips_region_new(image.get()));  // keeps the image alive
  const VipsRect all{0, 0, pixels.width(), pixels.height()};
  if (region == nullptr || vips_region_image(region.get(), &all) != 0) return {};
  return region;
}

// libheif has turned an AVIF already, by its own boxes; its EXIF must not do so again.
int Orientation(Format format, VipsImage* image) {
  return format == Format::kAvif ? 1 : vips_image_get_orientation(image);
}

Result<Image> ReadPixels(Format format, VipsImage* image, const Context& context) {
  const RowLayout layout = Layout(image);
  const int orientation = Orientation(format, image);
  const Size stored{vips_image_get_width(image), vips_image_get_height(image)};
  Image pixels(UprightSize(stored, orientation), layout.channels);
  const auto damaged = [format] { return std::unexpected(Damaged(format, TakeVipsError())); };
  const VipsRegionPtr source(vips_region_new(image));
  const VipsRegionPtr target = Over(pixels);
  if (source == nullptr || target == nullptr) return damaged();

  const bool as_they_are = !layout.wide && layout.samples == layout.channels;
  const bool upright = orientation < 2 || orientation > 8;
  const std::size_t stride = static_cast<std::size_t>(stored.width) * layout.channels;
  std::vector<std::uint8_t> packed(as_they_are ? 0 : stride * kStripRows);
  for (int top = 0; top < stored.height; top += kStripRows) {
    CUTLINE_RETURN_IF_ERROR(context.Check());
    const VipsRect strip{0, top, stored.width, std::min(kStripRows, stored.height - top)};
    if (as_they_are && upright) {  // most photographs: straight into place
      if (vips_region_prepare_to(source.get(), target.get(), &strip, 0, top) != 0) return damaged();
      continue;
    }
    if (vips_region_prepare(source.get(), &strip) != 0) return damaged();
    StoredRows rows{.data = VIPS_REGION_ADDR(source.get(), 0, top),
                    .stride = static_cast<std::size_t>(VIPS_REGION_LSKIP(source.get())),
                    .top = top,
                    .count = strip.height};
    if (!as_they_are) {
      for (int y = 0; y < strip.height; ++y) {
        PackRow(rows.data + y * rows.stride, layout, stored.width, packed.data() + y * stride);
      }
      rows.data = packed.data();
      rows.stride = stride;
    }
    PlaceRows(rows, stored, orientation, pixels);
  }
  return pixels;
}

}  // namespace

Result<Image> DecodeWithVips(ByteSpan bytes, const Header& header, const DecodeLimits& limits,
                             const Context& context) {
  CUTLINE_RETURN_IF_ERROR(StartVips());
  const ByteBuffer first = FirstPicture(bytes, header);
  VipsImagePtr image = Open(header.format, first.empty() ? bytes : ByteSpan(first));
  if (image != nullptr) image = ToIntegers(std::move(image));
  if (image == nullptr) return std::unexpected(Damaged(header.format, TakeVipsError()));
  CUTLINE_RETURN_IF_ERROR(CheckSize(header.format, vips_image_get_width(image.get()),
                                    vips_image_get_height(image.get()), limits));

  CUTLINE_ASSIGN_OR_RETURN(Image pixels, ReadPixels(header.format, image.get(), context));
  const ByteSpan profile = Profile(image.get());
  if (vips_image_get_interpretation(image.get()) == VIPS_INTERPRETATION_CMYK) {
    if (pixels.channels() == 4) {
      CUTLINE_ASSIGN_OR_RETURN(pixels, InksToSrgb(profile, context, pixels));
    }
  } else {
    const bool grey = vips_image_get_bands(image.get()) < 3;
    CUTLINE_RETURN_IF_ERROR(ApplyProfile(profile, grey, context, pixels));
  }
  if (header.format == Format::kGif) return OnCanvas(std::move(pixels), header);
  return pixels;
}

}  // namespace cutline::image
