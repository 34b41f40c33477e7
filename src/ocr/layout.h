#pragma once
#include "ocr/page.h"

namespace cutline::ocr {

// Brings the lines of a page into reading order and groups them into paragraphs. The page is
// first turned upright in thought, by the angle at which most of its text runs. Then a recursive XY
// cut (Nagy and Seth, 1984): columns are parted at gaps of 1.5 line heights that at least three
// lines border, blocks at gaps of one; within a block, lines whose heights overlap by half
// stand in one row, read from left to right. Columns of CJK text that runs down are read from
// right to left. Deterministic; takes O(n² ) time at worst in the number of lines.
void ArrangePage(Page& page);

// The same for lines that keep their order: only the page's direction is found, and all of it is
// one paragraph.
void KeepOrder(Page& page);

}  // namespace cutline::ocr
