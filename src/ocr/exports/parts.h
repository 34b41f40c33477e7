#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ocr/page.h"

// What several formats need to know of a page's parts.
namespace cutline::ocr {

// A box in whole pixels that covers a shape and lies within the page.
struct Rect {
  int left = 0, top = 0, width = 0, height = 0;
  [[nodiscard]] int right() const { return left + width; }
  [[nodiscard]] int bottom() const { return top + height; }
};
[[nodiscard]] Rect RectOf(const Quad& quad, image::Size page);
[[nodiscard]] Rect RectOf(std::span<const Line> lines, image::Size page);

struct Pixel {
  int x = 0, y = 0;
};
// The corners in whole pixels within the page.
[[nodiscard]] std::array<Pixel, 4> CornersOf(const Quad& quad, image::Size page);

[[nodiscard]] std::span<const Line> LinesOf(const Page& page, const Paragraph& paragraph);

// The text of a paragraph: its lines joined, without a space where CJK meets CJK.
[[nodiscard]] std::string JoinedText(std::span<const Line> lines);

// Mean probability of their characters.
[[nodiscard]] float MeanScore(std::span<const Line> lines);

// A word, and whether the line has a space between it and the next.
struct SpacedWord {
  Word word;
  bool space_after = false;
};
// The words of a line; the line itself as one word where it has none.
[[nodiscard]] std::vector<SpacedWord> WordsOf(const Line& line);

// An Exporter::note().
constexpr std::string_view kNoTables = "No table was found";

// Score as a whole number of percent, and rounded to some places: 0 to 100, 0 to 1.
[[nodiscard]] int Percent(float score);
[[nodiscard]] double Rounded(double value, double steps);

}  // namespace cutline::ocr
