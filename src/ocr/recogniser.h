#pragma once
#include <span>
#include <vector>

#include "inference/model_pool.h"
#include "ocr/ctc.h"
#include "ocr/line_image.h"

namespace cutline::ocr {

// What a line's picture says. `where` is the middle of each glyph as a share of the line's
// width, 0 left to 1 right.
struct Reading {
  std::vector<Glyph> glyphs;
  std::vector<float> where;
};

// Reads lines, each scaled to the network's height and padded to the next of a few widths, in
// batches of one width: the answer for a line does not depend on the others, and the engine
// sees few shapes. Asks the context before each batch. One reading a line, in their order.
// Fails as Network::InferShaped does, and with kUnprocessable where the dictionary does not
// fit the network.
[[nodiscard]] Result<std::vector<Reading>> ReadLines(std::span<const LineImage> lines,
                                                     inference::LoadedModel& model,
                                                     const Dictionary& dictionary,
                                                     const Context& context);

}  // namespace cutline::ocr
