#include "ocr/exports/pdf_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "ocr/exports/escape.h"
#include "ocr/exports/glyphless_font.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

constexpr double kEm = 1000;

// Where a line's text runs, in the picture's pixels.
struct Course {
  Point origin;   // the lower left corner, as one who reads the text sees it
  double x, y;    // direction of the text, of length 1
  double height;  // of the text

  [[nodiscard]] double Along(Point p) const { return (p.x - origin.x) * x + (p.y - origin.y) * y; }
};

double Distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// Corner `i` of a box, counted as one who reads the text sees it.
Point Corner(const Quad& box, int quarter_turns, int i) {
  return box[static_cast<std::size_t>(i + quarter_turns) % 4];
}

Course CourseOf(const Line& line) {
  const auto corner = [&](int i) { return Corner(line.box, line.quarter_turns, i); };
  const double length = Distance(corner(3), corner(2));
  const double turn = line.quarter_turns * std::numbers::pi / 2;
  return {.origin = corner(3),
          .x = length > 0 ? (corner(2).x - corner(3).x) / length : std::cos(turn),
          .y = length > 0 ? (corner(2).y - corner(3).y) / length : std::sin(turn),
          .height =
              std::max((Distance(corner(0), corner(3)) + Distance(corner(1), corner(2))) / 2, 1.0)};
}

// A piece of text from one place of its line to another, in pixels along it.
struct Run {
  std::string text;
  double from = 0;
  double to = 0;
};

std::vector<Run> RunsOf(const Line& line, const Course& course) {
  // Readers take a gap for a space from 0.1 to 0.2 of the font's size on.
  const double gap = 0.25 * course.height;
  const double least = 0.02 * course.height;
  const std::vector<SpacedWord> words = WordsOf(line);
  std::vector<double> from;
  for (const SpacedWord& spaced : words) {
    const double at = course.Along(Corner(spaced.word.box, line.quarter_turns, 3));
    from.push_back(from.empty() ? at : std::max(at, from.back() + least));
  }
  std::vector<Run> runs;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& [word, space_after] = words[i];
    double to = std::max(course.Along(Corner(word.box, line.quarter_turns, 2)), from[i] + least);
    const bool last = i + 1 == words.size();
    if (!last && !space_after) to = from[i + 1];
    if (!last && space_after)
      to = std::clamp(from[i + 1] - gap, (from[i] + std::min(to, from[i + 1])) / 2, to);
    runs.push_back({OneLine(word.text), from[i], to});
    if (!last && space_after && to < from[i + 1]) runs.push_back({" ", to, from[i + 1]});
  }
  return runs;
}

}  // namespace

std::string PdfText(const Page& page, double scale, PdfFont& font) {
  std::string out = "BT\n3 Tr\n";  // neither filled nor stroked
  const auto number = [](double value) { return Rounded(value, 1e3); };
  for (const Line& line : page.lines) {
    const Course course = CourseOf(line);
    out += fmt::format("/F {} Tf\n", number(course.height * scale));
    // The baseline lies where the glyphs' lower end meets the box's.
    const double rise = -kGlyphBottom / kEm * course.height;
    for (const Run& run : RunsOf(line, course)) {
      const PdfFont::Coded coded = font.Encode(run.text);
      if (coded.count == 0) continue;
      const double natural = coded.count * course.height * kGlyphWidth / kEm;
      // Up the page is down the picture.
      const double x = course.origin.x + course.x * run.from + course.y * rise;
      const double y = course.origin.y + course.y * run.from - course.x * rise;
      out += fmt::format("{} {} {} {} {} {} Tm {} Tz {} Tj\n", number(course.x), number(-course.y),
                         number(course.y), number(course.x), number(x * scale),
                         number((page.size.height - y) * scale),
                         number(std::max((run.to - run.from) / natural * 100, 0.01)), coded.hex);
    }
  }
  return out + "ET\n";
}

}  // namespace cutline::ocr
