#include "ocr/exports/parts.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "ocr/words.h"

namespace cutline::ocr {
namespace {

int Within(float value, int limit) {
  return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(limit)));
}

Rect RectOf(const Bounds& bounds, image::Size page) {
  const int left = Within(std::floor(bounds.left), page.width);
  const int top = Within(std::floor(bounds.top), page.height);
  return {left, top, Within(std::ceil(bounds.right), page.width) - left,
          Within(std::ceil(bounds.bottom), page.height) - top};
}

bool IsSpace(char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == 0x3000; }

std::size_t CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) TakeCodePoint(text);
  return count;
}

}  // namespace

Rect RectOf(const Quad& quad, image::Size page) { return RectOf(BoundsOf(quad), page); }

Rect RectOf(std::span<const Line> lines, image::Size page) {
  if (lines.empty()) return {};
  Bounds all = BoundsOf(lines[0].box);
  for (const Line& line : lines) {
    const Bounds bounds = BoundsOf(line.box);
    all = {std::min(all.left, bounds.left), std::min(all.top, bounds.top),
           std::max(all.right, bounds.right), std::max(all.bottom, bounds.bottom)};
  }
  return RectOf(all, page);
}

std::array<Pixel, 4> CornersOf(const Quad& quad, image::Size page) {
  std::array<Pixel, 4> corners;
  for (std::size_t i = 0; i < 4; ++i) {
    corners[i] = {Within(std::round(quad[i].x), page.width),
                  Within(std::round(quad[i].y), page.height)};
  }
  return corners;
}

std::span<const Line> LinesOf(const Page& page, const Paragraph& paragraph) {
  return std::span(page.lines).subspan(paragraph.first, paragraph.count);
}

std::string JoinedText(std::span<const Line> lines) {
  std::string text;
  for (const Line& line : lines) {
    if (!text.empty() && !(IsCjk(LastCharacter(text)) && IsCjk(line.text))) text += ' ';
    text += line.text;
  }
  return text;
}

float MeanScore(std::span<const Line> lines) {
  double sum = 0;
  double count = 0;
  for (const Line& line : lines) {
    const auto characters =
        static_cast<double>(std::max<std::size_t>(CountCharacters(line.text), 1));
    sum += line.score * characters;
    count += characters;
  }
  return count > 0 ? static_cast<float>(sum / count) : 0;
}

std::vector<SpacedWord> WordsOf(const Line& line) {
  if (line.words.empty()) return {{{line.text, line.score, line.box}}};
  std::vector<SpacedWord> words;
  // Words are pieces of the text in its order; what lies between two of them are spaces.
  std::string_view rest = line.text;
  for (const Word& word : line.words) {
    const std::size_t at = rest.find(word.text);
    if (at != std::string_view::npos) {
      std::string_view between = rest.substr(0, at);
      while (!words.empty() && !between.empty())
        words.back().space_after |= IsSpace(TakeCodePoint(between).value);
      rest.remove_prefix(at + word.text.size());
    }
    words.push_back({word});
  }
  return words;
}

int Percent(float score) {
  return static_cast<int>(std::lround(std::clamp(score, 0.0F, 1.0F) * 100));
}

double Rounded(double value, double steps) {
  return std::round(value * steps) / steps + 0.0;  // -0 becomes 0
}

}  // namespace cutline::ocr
