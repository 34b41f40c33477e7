#pragma once
#include <vector>

#include "image/pixels.h"
#include "ocr/detector.h"
#include "ocr/recogniser.h"

namespace cutline::ocr {

// What may differ in how a picture is read. The defaults are ours.
struct Rules {
  DetectorOptions detection;
  bool framed = false;              // first brought to RapidOCR's bounds, see FrameOf
  bool strips_are_lines = true;     // a strip in which nothing is found is read whole
  bool long_lines_in_parts = true;  // when it is asked which way up they stand
  bool page_votes = true;           // on which way up its lines stand, see ChooseTurns
  bool doubtful_are_reread = true;  // lines, the other way round too
  LineWidths widths = LineWidths::kFew;
  bool arranged = true;  // in reading order; else as RapidOCR sorts, see SortAsRapidOcr
};

// Those of RapidOCR 3.8.4 (RapidAI), so that with its weights the same lines are found and read.
// Not imitated are its faults in decoding pictures (palettes and CMYK come out blank), in boxes of
// pictures that are both longer than 2000 and narrower than 30 pixels, and the lack of a bound on
// what a thin strip is blown up to.
[[nodiscard]] Rules RapidOcrRules();

// RapidOCR's bounds: sides from 30 to 2000 pixels, then black above and below a picture that is at
// most 30 high or more than 8 times as wide as high.
struct Frame {
  image::Size picture;
  image::Size scaled;  // multiples of 32 where it differs from `picture`
  int padding = 0;     // rows above, and as many below
  [[nodiscard]] Quad Back(const Quad& box) const;  // to pixels of the picture, inside it
};
// kUnprocessable for a thin strip, of which the detector would see more than 6 Mi pixels.
[[nodiscard]] Result<Frame> FrameOf(image::Size picture);
// REQUIRES: `picture` has the size that the frame was made for, and 3 channels.
[[nodiscard]] image::Image Framed(const image::Image& picture, const Frame& frame);

// From top to bottom, a row for boxes whose top left corners follow within 10 pixels, each row
// from left to right.
void SortAsRapidOcr(std::vector<Quad>& boxes);

}  // namespace cutline::ocr
