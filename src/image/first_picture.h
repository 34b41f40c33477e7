#pragma once
#include "image/header.h"
#include "image/pixels.h"

namespace cutline::image {

// The file cut down to its first picture: for GIF and TIFF, whose loaders would walk
// through all there are. A GIF's frame becomes its whole canvas. Empty where the bytes
// will do as they are.
[[nodiscard]] ByteBuffer FirstPicture(ByteSpan bytes, const Header& header);

// Puts a decoded GIF frame back to its place on the canvas that `header` tells of; what
// it does not cover is transparent, as browsers show it.
[[nodiscard]] Image OnCanvas(Image frame, const Header& header);

}  // namespace cutline::image
