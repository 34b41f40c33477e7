#pragma once
#include <cstdint>

namespace cutline::image {

// How a decoder lays out one row.
struct RowLayout {
  bool wide = false;  // 16-bit samples in the machine's order, else 8-bit
  int samples = 3;    // a pixel, in the file's order; 1 and 2 are grey (with alpha)
  int channels = 3;   // a pixel of the Image to write: 3 or 4
};

// Writes `width` pixels: grey is repeated into three channels, 16 bits are scaled to 8
// with rounding, and samples beyond the channels are left out.
// REQUIRES: layout.channels is 3, or 4 with 2 or at least 4 samples.
void PackRow(const void* in, const RowLayout& layout, int width, std::uint8_t* out);

}  // namespace cutline::image
