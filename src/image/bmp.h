#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/context.h"
#include "image/decode.h"
#include "image/pixels.h"

namespace cutline::image {

// The Windows and OS/2 bitmap, all header versions. Own code, because libvips reads BMP
// only through ImageMagick, which is too large a door to leave open for it.
struct BmpHeader {
  enum class Packing { kPlain, kRle8, kRle4, kMasks };
  using Colour = std::array<std::uint8_t, 3>;  // red, green, blue

  std::int64_t width = 0;
  std::int64_t height = 0;
  bool top_down = false;  // else the bottom row comes first
  int bits = 0;           // a pixel: 1, 4, 8, 16, 24 or 32
  Packing packing = Packing::kPlain;
  std::array<std::uint32_t, 4> masks{};  // red, green, blue, alpha; for 16 and 32 bits
  std::vector<Colour> palette;           // 2^bits entries for up to 8 bits, else none
  ByteSpan data;                         // from the first pixel to the end of the file
  ByteSpan profile;                      // embedded ICC profile, or empty

  // Bytes from one unpacked row to the next, a multiple of four.
  [[nodiscard]] std::int64_t row_stride() const { return (width * bits + 31) / 32 * 4; }
};

// REQUIRES: `bytes` begins with "BM". kUnprocessable or kTooLarge.
[[nodiscard]] Result<BmpHeader> ParseBmp(ByteSpan bytes, const DecodeLimits& limits);

// 3 channels, or 4 where the masks name an alpha and not all of it is 0 (many writers
// leave it so). Does not apply the profile. kUnprocessable when pixels are missing.
[[nodiscard]] Result<Image> DecodeBmp(const BmpHeader& header, const Context& context);

// The run-length packings. `picture` has 3 channels and `header`'s size. What the runs
// leave out keeps the palette's first colour; what overhangs a row is cut off.
[[nodiscard]] Status DecodeBmpRuns(const BmpHeader& header, const Context& context, Image& picture);

}  // namespace cutline::image
