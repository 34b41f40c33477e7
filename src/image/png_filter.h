#pragma once
#include <cstdint>
#include <span>

#include "image/pixels.h"

namespace cutline::image {

// The row filters of PNG (ISO/IEC 15948:2004, section 9); the values are the format's.
enum class RowFilter : std::uint8_t { kNone, kSub, kUp, kAverage, kPaeth };

[[nodiscard]] inline std::size_t FilteredBytes(const Image& image) {
  return (image.stride() + 1) * image.height();
}

// Writes the FilteredBytes() that a PNG compresses: each row behind its filter's number.
// Of the candidates a row gets the one with the smallest sum of absolute differences,
// the first of equals. Bytes are filtered with wrap-around, so that every choice is
// lossless. REQUIRES: at least one candidate; `out` holds FilteredBytes(image).
void FilterRows(const Image& image, std::span<const RowFilter> candidates, std::uint8_t* out);

}  // namespace cutline::image
