#pragma once
#include "image/pixels.h"

namespace cutline::image {

// Lanczos resampling (windowed sinc, a = 3; Claude Duchon, 1979), separable,
// with the support scaled by the shrink factor, pixel centres at +0.5, weights rounded
// to 22-bit fixed point, horizontal pass then vertical, each clipped to 8 bits. The
// vertical pass goes first where the height loses more than twice as many rows as the
// width loses columns. Equal bit for bit with Pillow 13's LANCZOS for 1, 3 and 4
// independent channels (up to Pillow 12 the horizontal pass always went first).
// Thread-safe; computes on the caller's thread alone.
// REQUIRES: target sides >= 1.
[[nodiscard]] Image ResizeLanczos(const Image& source, Size target);

}  // namespace cutline::image
