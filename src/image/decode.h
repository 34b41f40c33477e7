#pragma once
#include <string_view>

#include "base/bytes.h"
#include "base/context.h"
#include "image/pixels.h"

namespace cutline::image {

enum class Format { kJpeg, kPng, kWebp, kAvif, kGif, kTiff, kBmp };

[[nodiscard]] std::string_view FormatName(Format format);  // "JPEG"

struct DecodeLimits {
  std::int64_t max_pixels = 50'000'000;
  int max_side = 16'384;
  [[nodiscard]] Status Validate() const;
};

struct ImageInfo {
  Format format;
  Size size;  // as stored, before the EXIF orientation
};

// Tells kind and size from the first bytes, without decoding or allocating pixels.
// The content decides, never a name. Also refuses what a stock decoder would abort or
// hang on (absurd frames, hundreds of JPEG scans), so Decode() calls it first.
// Fails with kInvalidArgument (empty), kUnsupported (not a kind that is read),
// kTooLarge (beyond the limits) or kUnprocessable (damaged header).
[[nodiscard]] Result<ImageInfo> Probe(ByteSpan bytes, const DecodeLimits& limits);

// Decodes the first frame: upright (EXIF orientation 1-8 applied), in sRGB (ICC
// profile applied), 8 bits (16-bit samples scaled). 3 channels, or 4 with straight
// alpha if the file has any transparency. Fails as Probe() does, and with the
// context's kCancelled or kDeadlineExceeded. Thread-safe; computes on the caller's
// thread alone.
[[nodiscard]] Result<Image> Decode(ByteSpan bytes, const DecodeLimits& limits,
                                   const Context& context);

// Names and versions of the linked decoders, for `cutline version --verbose`.
[[nodiscard]] std::string DecoderVersions();

}  // namespace cutline::image
