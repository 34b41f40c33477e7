#pragma once
#include <string>

#include "ocr/page.h"

namespace cutline::ocr {

// A line each, an empty line between paragraphs; ends with a newline unless nothing was read.
[[nodiscard]] std::string ToText(const Page& page);

struct PageFacts {
  std::string model;
  double milliseconds = 0;
};

// One object, on one line: width, height, model, ms, quarter_turns, and lines with text, score,
// box (four corners) and words.
[[nodiscard]] std::string ToJson(const Page& page, const PageFacts& facts);

}  // namespace cutline::ocr
