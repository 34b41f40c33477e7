#pragma once
#include "base/bytes.h"

namespace cutline::ocr {

// A TrueType font of two glyphs that show nothing: for text that is there to be searched and
// copied, over a picture that shows it. The idea is that of Tesseract's PDF renderer (Jeff
// Breidenbach and Ken Sharp, 2014). An em has 1000 units; each glyph is half an em wide and
// reaches from kGlyphBottom to kGlyphTop.
constexpr int kGlyphWidth = 500;
constexpr int kGlyphTop = 800;
constexpr int kGlyphBottom = -200;
[[nodiscard]] ByteBuffer GlyphlessFont();

}  // namespace cutline::ocr
