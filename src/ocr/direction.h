#pragma once
#include <span>
#include <vector>

#include "inference/model_pool.h"
#include "ocr/line_image.h"

namespace cutline::ocr {

// Beyond these the classifier is right.
inline constexpr float kSurelyTurned = 0.9F;
inline constexpr float kSurelyUpright = 0.1F;

// For each line the probability that it stands on its head. Of a long line two parts may be looked
// at: squeezed into the network's frame, whole pages of upright lines were taken for turned ones.
// Fails as Network::InferShaped does.
[[nodiscard]] Result<std::vector<float>> UpsideDown(std::span<const LineImage> lines,
                                                    bool long_ones_in_parts,
                                                    inference::LoadedModel& model,
                                                    const Context& context);

// Which lines to turn. A line alone is turned when it is surely wrong (above 0.9): short ones
// are often taken for turned. Where the page votes and its lines together, each by its length, say
// that it is turned, every line is that is not surely right (above 0.1). REQUIRES: one probability
// a line.
[[nodiscard]] std::vector<bool> ChooseTurns(std::span<const LineImage> lines,
                                            std::span<const float> upside_down, bool page_votes);

}  // namespace cutline::ocr
