#pragma once
#include <span>
#include <vector>

#include "ocr/page.h"

namespace cutline::ocr {

// How boxes are found in a detector's map; the defaults are PP-OCR's.
struct TextBoxOptions {
  float threshold = 0.3F;      // a pixel above it belongs to text
  float box_threshold = 0.5F;  // a box whose mean probability is below it is dropped
  float unclip_ratio = 1.6F;   // how much the shrunk kernels are grown again
  std::size_t max_candidates = 10'000;
};

// The boxes in the probability map of a detector by differentiable binarisation (Liao et
// al., 2020): threshold, dilation, contours, minimum-area rectangles, mean score, growth by
// area x ratio / perimeter (Vatti clipping, 1992, round joints), rectangle again. `map` is
// `size` pixels of 0..1; the boxes come in pixels of a picture of `picture`, to which the
// map is stretched, in no particular order. Corners are ordered by their angle around the
// centre. Takes time in proportion to the map's pixels and max_candidates.
// REQUIRES: map holds size.width x size.height values.
[[nodiscard]] std::vector<Quad> FindTextBoxes(std::span<const float> map, image::Size size,
                                              image::Size picture, const TextBoxOptions& options);

// The corners in the order of Quad, by their angle around the centre.
[[nodiscard]] Quad OrderCorners(Quad corners);

}  // namespace cutline::ocr
