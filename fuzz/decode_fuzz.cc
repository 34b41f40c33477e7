// Any bytes at all through the header parsers and the decoders. The limits are small, so
// that time goes into the parsers and not into pixels, and what decodes must keep them.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/clock.h"
#include "image/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cutline;
  const image::DecodeLimits limits{.max_pixels = 256 * 256, .max_side = 1024};
  const SteadyClock clock;
  const ByteSpan bytes(data, size);

  const Result<image::ImageInfo> info = image::Probe(bytes, limits);
  const Result<image::Image> picture = image::Decode(bytes, limits, Context{.clock = clock});
  if (!info) {
    CUTLINE_CHECK(!picture && picture.error().code() == info.error().code());
    return 0;
  }
  if (!picture) return 0;
  CUTLINE_CHECK(picture->channels() == 3 || picture->channels() == 4);
  CUTLINE_CHECK(std::int64_t{picture->width()} * picture->height() <= limits.max_pixels);
  // Every byte is there and was written: a sanitizer sees to it.
  std::uint8_t sum = 0;
  for (const std::uint8_t byte : picture->bytes()) sum = static_cast<std::uint8_t>(sum + byte);
  [[maybe_unused]] volatile std::uint8_t used = sum;
  return 0;
}
