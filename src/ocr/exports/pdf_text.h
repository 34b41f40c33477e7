#pragma once
#include <string>

#include "ocr/exports/pdf_font.h"
#include "ocr/page.h"

namespace cutline::ocr {

// The operators that lay a page's text invisibly over its picture, one line after the other in
// reading order: each word where it stands, turned as it is, as wide and high as its box. Words
// that no space parts touch, so that readers find none between CJK characters; where there is a
// space it is written. Without characters that control anything.
// `scale`: points of the PDF for each pixel; the font is "/F".
[[nodiscard]] std::string PdfText(const Page& page, double scale, PdfFont& font);

}  // namespace cutline::ocr
