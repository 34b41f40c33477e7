#pragma once
#include <vector>

#include "image/pixels.h"
#include "inference/model_pool.h"
#include "ocr/text_boxes.h"

namespace cutline::ocr {

// How a picture is brought to the detector's size.
struct DetectorOptions {
  int short_side = 704;  // small pictures are enlarged until their short side has it …
  int long_side = 928;   // … or their long side would pass this
  int largest = 1280;    // larger pictures are reduced to it at the first look …
  int finest = 4096;     // … and to no more than this at the second
  int bucket = 64;       // tensors' sides are multiples of it, so that the engine sees few shapes,
  int tile = 1024;       // and at most this; multiples of 32
  bool whole_sides = false;  // cut to whole pixels before they are rounded to the network's 32
  bool straighten = true;    // a page whose lines run aslant is turned and looked at again
  TextBoxOptions boxes;
};

// Pixels of the picture to pixels of the detector's map at the first look.
[[nodiscard]] double FirstScale(image::Size picture, const DetectorOptions& options);

// At what scale to look again, given what the first look found: 0 for not at all. A reduced
// picture in which nothing was found is looked at once more at twice the scale, one in which there
// is small text (below 16 pixels of the map as a rule) is looked at again so that the text has 20,
// as far as `finest` and the picture's own size go.
[[nodiscard]] double SecondScale(image::Size picture, double first, std::span<const Quad> found,
                                 const DetectorOptions& options);

// The angle of the lines on a page on which nearly all run aslant, in degrees clockwise from
// -90 to 90; 0 where they don't, or run nearly straight down, as CJK columns do. The network finds
// lines up to some 30 degrees well and breaks others to pieces.
[[nodiscard]] double SlantOf(std::span<const Quad> boxes);

// A stretch of one side that is looked at in one inference: it is read from `start` for
// `length` pixels, and answers for those from `from` to `to`.
struct Tile {
  int start = 0, length = 0, from = 0, to = 0;
};
// Tiles of at most `most` pixels over a side, overlapping by `overlap` at least; they answer
// for every pixel once. REQUIRES: side, most and overlap are multiples of 32, overlap < most.
[[nodiscard]] std::vector<Tile> CutIntoTiles(int side, int most, int overlap);

// Where there is text: boxes in pixels of the picture, in no particular order. `picture` has 3
// channels. Large ones go through the network in tiles that overlap, whose maps are joined before
// boxes are looked for, so that no line is cut and memory is bounded. Fails as Network::InferShaped
// does.
[[nodiscard]] Result<std::vector<Quad>> DetectText(const image::Image& picture,
                                                   inference::LoadedModel& model,
                                                   const DetectorOptions& options,
                                                   const Context& context);

}  // namespace cutline::ocr
