#pragma once
#include "image/colour.h"
#include "image/pixels.h"

namespace cutline::image {

// Straight-alpha cut-out: the picture's own colours, alpha = mask (times the
// picture's own alpha where it has one, rounded). `picture` has 3 or 4 channels, `mask`
// 1 and the same size. Returns 4 channels.
[[nodiscard]] Image CutOut(const Image& picture, const Image& mask);

// The reference cut-out of rembg's naive mode: every byte, alpha too, is multiplied by
// the mask with DIV255 rounding, so colours come out premultiplied yet stored as
// straight. For those who compare; darkens soft edges.
[[nodiscard]] Image CutOutPremultiplied(const Image& picture, const Image& mask);

// Puts a straight-alpha picture over one colour ("over", Porter & Duff, 1984), with
// Pillow's alpha_composite rounding. An opaque colour gives 3 channels, else 4.
[[nodiscard]] Image OverColour(const Image& cutout, Rgba background);

// `picture` without its alpha channel: 3 channels, colours untouched.
[[nodiscard]] Image DropAlpha(const Image& picture);

// Mask clean-up as rembg's post-process: grey opening with a 3x3 cross, Gaussian blur
// (sigma 2, radius 8, mirrored borders as scipy's "reflect"), then 0 below 127 and 255
// from there. 1 channel in and out.
[[nodiscard]] Image CleanMask(const Image& mask);

}  // namespace cutline::image
