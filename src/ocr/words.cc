#include "ocr/words.h"

#include <algorithm>

#include "base/check.h"
#include "base/utf8.h"

namespace cutline::ocr {
namespace {

Point Between(Point a, Point b, float share) {
  return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
}

// The part of the line between two shares of its length along the text, as a quad of the
// picture.
Quad Part(const Quad& box, int quarter_turns, float from, float to) {
  const auto corner = [&](int i) { return box[static_cast<std::size_t>((i + quarter_turns) % 4)]; };
  // Corners in the order of one who reads the text.
  const Quad part = {Between(corner(0), corner(1), from), Between(corner(0), corner(1), to),
                     Between(corner(3), corner(2), to), Between(corner(3), corner(2), from)};
  Quad seen;
  for (int i = 0; i < 4; ++i)
    seen[static_cast<std::size_t>((i + quarter_turns) % 4)] = part[static_cast<std::size_t>(i)];
  return seen;
}

// Half the usual distance of neighbouring glyphs, as a share of the line.
float HalfCharacter(std::span<const float> where) {
  if (where.size() < 2) return 0.5F;
  std::vector<float> gaps;
  for (std::size_t i = 1; i < where.size(); ++i) gaps.push_back(where[i] - where[i - 1]);
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::ranges::nth_element(gaps, middle);
  return *middle / 2;
}

}  // namespace

bool IsCjk(std::string_view character) {
  if (character.empty()) return false;
  const char32_t c = TakeCodePoint(character).value;
  return (c >= 0x1100 && c <= 0x11ff) || (c >= 0x2e80 && c <= 0x9fff) ||
         (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0xff00 && c <= 0xffef) || (c >= 0x20000 && c <= 0x3ffff);
}

Line MakeLine(const Quad& box, int quarter_turns, const Reading& reading,
              const Dictionary& dictionary) {
  CUTLINE_CHECK(reading.glyphs.size() == reading.where.size());
  Line line{.text = TextOf(reading.glyphs, dictionary),
            .score = ScoreOf(reading.glyphs),
            .box = box,
            .quarter_turns = quarter_turns,
            .words = {}};
  const float half = HalfCharacter(reading.where);
  const std::span<const Glyph> glyphs = reading.glyphs;
  for (std::size_t first = 0; first < glyphs.size();) {
    const std::string_view character = dictionary.CharacterOf(glyphs[first].klass);
    if (character == " " || character == "\u3000") {
      ++first;
      continue;
    }
    std::size_t end = first + 1;
    while (!IsCjk(character) && end < glyphs.size()) {
      const std::string_view next = dictionary.CharacterOf(glyphs[end].klass);
      if (next == " " || IsCjk(next)) break;
      ++end;
    }
    const float from = std::clamp(reading.where[first] - half, 0.0F, 1.0F);
    const float to = std::clamp(reading.where[end - 1] + half, from, 1.0F);
    line.words.push_back({.text = TextOf(glyphs.subspan(first, end - first), dictionary),
                          .score = ScoreOf(glyphs.subspan(first, end - first)),
                          .box = Part(box, quarter_turns, from, to)});
    first = end;
  }
  return line;
}

}  // namespace cutline::ocr
