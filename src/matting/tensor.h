#pragma once
#include <span>

#include "image/pixels.h"
#include "models/catalogue.h"

namespace cutline::matting {

// Fills a network's input: planes R, G, B of (sample / scale - mean) / deviation, where
// scale is the largest sample of the picture or 255, as `input` says. `picture` has 3
// or 4 channels (alpha is ignored) and the size that `input` names.
// REQUIRES: tensor holds 3 x height x width values.
void FillTensor(const image::Image& picture, const models::Preprocessing& input,
                std::span<float> tensor);

// Turns a network's output planes (`classes` x size) into a mask of that size, as rembg
// does: treatment, stretch to 0..1 over the map, times 255, truncated. A flat map, or one
// that is not a number, gives an empty mask.
// REQUIRES: output holds classes x size values; treatment is not kPrompted.
[[nodiscard]] image::Image MaskFromOutput(std::span<float> output, image::Size size, int classes,
                                          models::OutputTreatment treatment);

// rembg's truncation leaves solid foreground at 254. Stretches 254 to 255.
void StretchToSolid(image::Image& mask);

}  // namespace cutline::matting
