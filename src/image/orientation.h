#pragma once
#include <cstddef>

#include "image/pixels.h"

namespace cutline::image {

// EXIF's orientation, 1 to 8: where row 0 and column 0 of the stored picture lie in the
// scene (6: right and top, so that it is to be turned clockwise). Any other number counts
// as 1, as EXIF readers have it.

// The size of the upright picture: 5 to 8 swap the sides.
[[nodiscard]] Size UprightSize(Size stored, int orientation);

// Some rows of a stored picture, packed pixels, one row every `stride` bytes.
struct StoredRows {
  const std::uint8_t* data;
  std::size_t stride;
  int top;  // number of the first one in the stored picture
  int count;
};

// Writes stored rows to their place in the upright picture. A picture is turned while it
// is decoded, strip by strip, because a second copy of it costs more than the turning.
// REQUIRES: `upright` has UprightSize(stored, orientation), and the rows' channels.
void PlaceRows(const StoredRows& rows, Size stored, int orientation, Image& upright);

}  // namespace cutline::image
