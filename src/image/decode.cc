#include "image/decode.h"

#include "image/bmp.h"
#include "image/decode_vips.h"
#include "image/header.h"
#include "image/profile.h"

namespace cutline::image {
namespace {

// libvips counts pixels in an int for some of its buffers.
constexpr std::int64_t kMostPixels = 1'000'000'000;
constexpr int kMostSide = 1'000'000;

Result<Image> DecodeBitmap(ByteSpan bytes, const DecodeLimits& limits, const Context& context) {
  CUTLINE_ASSIGN_OR_RETURN(const BmpHeader header, ParseBmp(bytes, limits));
  CUTLINE_ASSIGN_OR_RETURN(Image picture, DecodeBmp(header, context));
  CUTLINE_RETURN_IF_ERROR(ApplyProfile(header.profile, /*grey=*/false, context, picture));
  return picture;
}

}  // namespace

std::string_view FormatName(Format format) {
  switch (format) {
    case Format::kJpeg:
      return "JPEG";
    case Format::kPng:
      return "PNG";
    case Format::kWebp:
      return "WebP";
    case Format::kAvif:
      return "AVIF";
    case Format::kGif:
      return "GIF";
    case Format::kTiff:
      return "TIFF";
    case Format::kBmp:
      break;
  }
  return "BMP";
}

Status DecodeLimits::Validate() const {
  if (max_pixels < 1 || max_pixels > kMostPixels) {
    return InvalidArgument({"The most pixels of a picture must be 1 to 1,000,000,000.",
                            "图片像素上限须在 1 到 1,000,000,000 之间。"})
        .WithField("max-pixels");
  }
  if (max_side < 1 || max_side > kMostSide) {
    return InvalidArgument({"The longest side of a picture must be 1 to 1,000,000.",
                            "图片边长上限须在 1 到 1,000,000 之间。"})
        .WithField("max-side");
  }
  return {};
}

Result<Image> Decode(ByteSpan bytes, const DecodeLimits& limits, const Context& context) {
  CUTLINE_RETURN_IF_ERROR(context.Check());
  CUTLINE_ASSIGN_OR_RETURN(const Header header, ReadHeader(bytes, limits));
  if (header.format == Format::kBmp) return DecodeBitmap(bytes, limits, context);
  return DecodeWithVips(bytes, header, limits, context);
}

}  // namespace cutline::image
