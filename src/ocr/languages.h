#pragma once
#include <string_view>

#include "ocr/ctc.h"

namespace cutline::ocr {

struct Languages {
  bool chinese = true;
  bool english = true;
};

// Names parted by commas or plus signs, as ISO 639 or Tesseract has them: zh (ch, chi_sim,
// chi_tra), en (eng). Empty is all. kInvalidArgument naming those there are.
[[nodiscard]] Result<Languages> ParseLanguages(std::string_view text);

// What texts of these languages are written with: without Chinese, no CJK character; without
// English, everything all the same, as Chinese texts hold Latin letters. Empty: no restriction.
[[nodiscard]] Allowed AllowedFor(const Languages& languages, const Dictionary& dictionary);

}  // namespace cutline::ocr
