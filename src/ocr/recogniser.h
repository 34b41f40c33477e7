#pragma once
#include <memory>
#include <span>
#include <vector>

#include "inference/model_pool.h"
#include "ocr/ctc.h"
#include "ocr/ctc_beam.h"
#include "ocr/line_image.h"

namespace cutline::ocr {

// What a line's picture says. `where` is the middle of each glyph as a share of the line's
// width, 0 left to 1 right.
struct Reading {
  std::vector<Glyph> glyphs;
  std::vector<float> where;
};

// How a network's probabilities become text.
struct Decoding {
  std::shared_ptr<const Dictionary> dictionary;
  Allowed allowed;  // empty: all
  WordList words;   // not empty: by beam search
};

// To what width lines are padded: a network that looks at the whole of its input reads a line a
// little otherwise with more or less behind it.
enum class LineWidths {
  kFew,     // the next of a few, so that the engine sees few shapes and no line sways another
  kShared,  // that of the widest of six, as RapidOCR's batches of lines sorted by their ratio
};

// Reads lines, each scaled to the network's height and padded. Each is an
// inference of its own, side by side as far as the network has lanes: on CPUs a batch is no faster
// (docs/performance.md). Asks the context before each. One reading a line, in their order.
// Fails as Network::InferShaped does, and with kUnprocessable where the network's output is not
// 1 x steps x classes, or the dictionary has another number of classes.
[[nodiscard]] Result<std::vector<Reading>> ReadLines(std::span<const LineImage> lines,
                                                     inference::LoadedModel& model,
                                                     const Decoding& decoding, LineWidths widths,
                                                     const Context& context);

}  // namespace cutline::ocr
