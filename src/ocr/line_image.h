#pragma once
#include <span>

#include "image/pixels.h"
#include "models/catalogue.h"
#include "ocr/page.h"

namespace cutline::ocr {

// The picture under `quad`, made straight (perspective warp, bicubic, edges repeated). One
// that is 1.5 times as tall as wide is turned a quarter to the left, so that text that runs
// down reads from left to right. 3 channels in, 3 channels out.
struct LineImage {
  image::Image pixels;
  bool turned = false;
};
[[nodiscard]] LineImage CutLine(const image::Image& picture, const Quad& quad);

// Turned by 180 degrees in place.
void TurnUpsideDown(image::Image& picture);

// A part of a picture.
struct Window {
  int left = 0;
  int top = 0;
  image::Size size;
};

// Bilinear, pixel centres at +0.5, as OpenCV's INTER_LINEAR. 3 channels.
[[nodiscard]] image::Image ResizeBilinear(const image::Image& source, image::Size target);
// The same of a part of it. REQUIRES: it lies in the picture.
[[nodiscard]] image::Image ResizeBilinear(const image::Image& source, const Window& part,
                                          image::Size target);

// A picture turned against the clock around its middle, on a ground large enough for all of it,
// whose new parts have the picture's mean colour.
struct TurnedPicture {
  image::Image pixels;
  std::array<float, 6> back{};  // an affine map of its pixels to the original's, row by row
  [[nodiscard]] Point Back(Point p) const {
    return {back[0] * p.x + back[1] * p.y + back[2], back[3] * p.x + back[4] * p.y + back[5]};
  }
};
[[nodiscard]] TurnedPicture TurnPicture(const image::Image& picture, double degrees);

// Writes a part of the picture into the top left of a tensor of `size`: planes B, G, R of
// (sample / 255 - mean) / deviation, and `padding` to the right of it and below.
// REQUIRES: picture has 3 channels, the window lies in it and is at most `size`; `tensor` holds
// 3 x height x width values.
void FillTensor(const image::Image& picture, const Window& window,
                const models::Preprocessing& input, image::Size size, float padding,
                std::span<float> tensor);

}  // namespace cutline::ocr
