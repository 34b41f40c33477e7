#pragma once
#include <array>
#include <string>
#include <vector>

#include "image/pixels.h"

namespace cutline::ocr {

struct Point {
  float x = 0;
  float y = 0;
};

// Four corners in pixels of the picture: top left, top right, bottom right, bottom left as
// one sees the picture, whatever way the text runs.
using Quad = std::array<Point, 4>;

// A run of one script without a space: a Latin word, or one CJK character.
struct Word {
  std::string text;  // UTF-8
  float score = 0;   // mean probability of its characters
  Quad box;
};

struct Line {
  std::string text;
  float score = 0;  // mean probability of its characters
  Quad box;
  // How far the text is turned clockwise: 0 upright, 1 runs down, 2 upside down, 3 runs up.
  int quarter_turns = 0;
  std::vector<Word> words;  // in reading order
};

// Lines that belong together, as indices into Page::lines.
struct Paragraph {
  std::size_t first = 0;
  std::size_t count = 0;
};

// What was read in a picture.
struct Page {
  image::Size size;
  std::vector<Line> lines;            // in reading order
  std::vector<Paragraph> paragraphs;  // cover the lines, in order
  int quarter_turns = 0;              // of the page as a whole, as in Line
  float angle = 0;                    // degrees clockwise in which its lines run, -180 to 180
  double milliseconds = 0;            // that reading it took
};

// Length of the edges from left to right and from top to bottom, in pixels.
[[nodiscard]] float WidthOf(const Quad& quad);
[[nodiscard]] float HeightOf(const Quad& quad);

// The direction in which the line is read, as a vector as long as the line.
[[nodiscard]] Point AlongText(const Line& line);

struct Bounds {
  float left = 0, top = 0, right = 0, bottom = 0;
};
[[nodiscard]] Bounds BoundsOf(const Quad& quad);

// The bounds that the quad has once the page is turned by `degrees` against the clock around the
// top left of the picture.
[[nodiscard]] Bounds BoundsTurned(const Quad& quad, float degrees);

}  // namespace cutline::ocr
