#pragma once
#include <vector>

#include "image/pixels.h"
#include "inference/model_pool.h"
#include "ocr/text_boxes.h"

namespace cutline::ocr {

// How a picture is brought to the detector's size. Sides are rounded to multiples of `bucket`,
// and what is beyond the picture is black, so that the engine sees few shapes.
struct DetectorOptions {
  int short_side = 736;  // small pictures are enlarged until their short side has it …
  int long_side = 960;   // … or their long side would pass this
  int largest = 2000;    // larger pictures are reduced to it
  int bucket = 128;      // a multiple of 32
  TextBoxOptions boxes;
};

// The size at which a picture is looked at.
[[nodiscard]] image::Size DetectorSize(image::Size picture, const DetectorOptions& options);

// Where there is text: boxes in pixels of the picture, in no particular order. `picture` has 3
// channels. Fails as Network::InferShaped does.
[[nodiscard]] Result<std::vector<Quad>> DetectText(const image::Image& picture,
                                                   inference::LoadedModel& model,
                                                   const DetectorOptions& options,
                                                   const Context& context);

}  // namespace cutline::ocr
