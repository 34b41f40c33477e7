#pragma once
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "image/decode.h"

namespace cutline::image {

// The first picture of a GIF file.
struct GifFrame {
  std::size_t place_at = 0;  // where its left, top, width and height are stored
  std::size_t end = 0;       // after its last block
  int left = 0;              // its corner on the canvas
  int top = 0;
};

// What a file says of itself before any pixel is decoded.
struct Header {
  Format format = Format::kJpeg;
  std::int64_t width = 0;  // as stored, before any rotation
  std::int64_t height = 0;

  GifFrame gif;
  std::size_t tiff_next_at = 0;    // TIFF: where the offset of the second picture is stored
  std::size_t tiff_next_size = 0;  // and its length, 4 or 8 bytes; 0 if there is none
};

// Each reads one kind whose signature was already seen. They look at no more than the
// structure, in a number of steps that is bounded (StepBudget) by what no honest file
// needs: 64 MiB of the worst take 30 ms on a server's core. They allocate nothing in
// proportion to the file or to what it claims. kUnprocessable or kTooLarge.
[[nodiscard]] Result<Header> ReadJpegHeader(ByteSpan bytes, const DecodeLimits& limits);
[[nodiscard]] Result<Header> ReadPngHeader(ByteSpan bytes, const DecodeLimits& limits);
[[nodiscard]] Result<Header> ReadWebpHeader(ByteSpan bytes, const DecodeLimits& limits);
[[nodiscard]] Result<Header> ReadAvifHeader(ByteSpan bytes, const DecodeLimits& limits);
[[nodiscard]] Result<Header> ReadGifHeader(ByteSpan bytes, const DecodeLimits& limits);
[[nodiscard]] Result<Header> ReadTiffHeader(ByteSpan bytes, const DecodeLimits& limits);
[[nodiscard]] Result<Header> ReadBmpHeader(ByteSpan bytes, const DecodeLimits& limits);

// Sniffs the kind, then reads it by the right one of the above. As Probe().
[[nodiscard]] Result<Header> ReadHeader(ByteSpan bytes, const DecodeLimits& limits);

}  // namespace cutline::image
