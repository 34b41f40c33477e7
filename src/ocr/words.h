#pragma once
#include "ocr/ctc.h"
#include "ocr/page.h"
#include "ocr/recogniser.h"

namespace cutline::ocr {

// A line out of its reading: text, score and words with their boxes. Words end at spaces and
// where CJK and other characters meet; each CJK character is a word. `quarter_turns` as in
// Line. Boxes lie inside the line's; their ends are half a character from the middle of the
// outer glyphs.
[[nodiscard]] Line MakeLine(const Quad& box, int quarter_turns, const Reading& reading,
                            const Dictionary& dictionary);

// Han, kana, hangul and their punctuation and full-width forms: written without spaces.
// `character` is UTF-8.
[[nodiscard]] bool IsCjk(std::string_view character);

}  // namespace cutline::ocr
