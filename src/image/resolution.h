#pragma once
#include "base/bytes.h"

namespace cutline::image {

// Dots per inch that a JPEG (JFIF, EXIF), PNG (pHYs) or TIFF file states for its rows. 0 where it
// states none, or none to be believed: up to 72, which programs write who know nothing, and
// beyond 2400. Reads the header only, whatever the bytes.
[[nodiscard]] double DotsPerInch(ByteSpan file);

}  // namespace cutline::image
