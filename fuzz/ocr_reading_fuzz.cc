// What a network may say, however absurd: probabilities through both CTC decoders, maps through the
// search for boxes, boxes through layout and tables. Results keep what their headers promise.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "ocr/ctc_beam.h"
#include "ocr/detector.h"
#include "ocr/layout.h"
#include "ocr/table.h"
#include "ocr/text_boxes.h"
#include "ocr/words.h"

namespace {

using namespace cutline;
using namespace cutline::ocr;

class Source {
 public:
  Source(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}
  int Byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  // Mostly a probability, sometimes what no network should say.
  float Value() {
    const int byte = Byte();
    if (byte == 255) return std::nanf("");
    if (byte == 254) return -1e30F;
    return static_cast<float>(byte) / 253;
  }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
};

const Dictionary& Letters() {
  static const Dictionary dictionary = *Dictionary::Parse("a\nb\nc\n中\n文\n.\n\u3000\n");
  return dictionary;
}

void Decode(Source& source) {
  const Dictionary& letters = Letters();
  const std::size_t steps = static_cast<std::size_t>(source.Byte() % 40);
  std::vector<float> values(steps * letters.classes());
  for (float& value : values) value = source.Value();
  Allowed allowed;
  if (source.Byte() % 2 == 0) allowed = *AllowOnly("ab中", letters);
  const WordList words(source.Byte() % 2 == 0 ? "ab,abc,bca,中文" : "", letters);
  for (const auto& glyphs : {DecodeGreedily(values, letters.classes(), allowed),
                             DecodeByBeam(values, letters.classes(), allowed, words)}) {
    Reading reading{.glyphs = glyphs, .where = {}};
    std::size_t last = 0;
    for (const Glyph& glyph : glyphs) {
      CUTLINE_CHECK(glyph.klass > 0 && glyph.klass < letters.classes());
      CUTLINE_CHECK(allowed.empty() || allowed[glyph.klass]);
      CUTLINE_CHECK(glyph.step < steps && glyph.step >= last);
      last = glyph.step;
      reading.where.push_back(static_cast<float>(glyph.step) / static_cast<float>(steps));
    }
    const Line line =
        MakeLine({{{0, 0}, {9, 0}, {9, 3}, {0, 3}}}, source.Byte() % 4, reading, letters);
    for (const Word& word : line.words) CUTLINE_CHECK(!word.text.empty());
  }
}

void Boxes(Source& source) {
  const image::Size size{32 * (1 + source.Byte() % 3), 32 * (1 + source.Byte() % 3)};
  const image::Size picture{1 + 7 * source.Byte(), 1 + 7 * source.Byte()};
  std::vector<float> map(static_cast<std::size_t>(size.width) * size.height);
  for (std::size_t i = 0; i < map.size();) {  // runs: else hardly anything is a shape
    const float value = source.Value();
    const auto end = std::min(map.size(), i + 1 + static_cast<std::size_t>(source.Byte()) / 4);
    std::fill(map.begin() + static_cast<std::ptrdiff_t>(i),
              map.begin() + static_cast<std::ptrdiff_t>(end), value);
    i = end;
  }
  const std::vector<Quad> boxes = FindTextBoxes(map, size, picture, {});
  for (const Quad& box : boxes) {
    for (const Point& p : box) {
      CUTLINE_CHECK(p.x >= 0 && p.x < static_cast<float>(picture.width));
      CUTLINE_CHECK(p.y >= 0 && p.y < static_cast<float>(picture.height));
    }
  }
  (void)SlantOf(boxes);
  (void)SecondScale(picture, FirstScale(picture, {}), boxes, {});
}

void Layout(Source& source) {
  Page page{.size = {1 + source.Byte() * 8, 1 + source.Byte() * 8}};
  const int count = source.Byte() % 60;
  for (int i = 0; i < count; ++i) {
    Line line;
    line.text = std::to_string(i);
    line.quarter_turns = source.Byte() % 4;
    for (Point& p : line.box)
      p = {static_cast<float>(source.Byte() * 8), static_cast<float>(source.Byte() * 8)};
    if (source.Byte() % 2 == 0) line.words = {{line.text, 1, line.box}};
    page.lines.push_back(line);
  }
  ArrangePage(page);
  CUTLINE_CHECK(page.lines.size() == static_cast<std::size_t>(count));
  std::vector<bool> seen(page.lines.size());
  for (const Line& line : page.lines) seen[std::stoul(line.text)] = true;
  CUTLINE_CHECK(std::ranges::all_of(seen, [](bool s) { return s; }));
  std::size_t next = 0;
  for (const Paragraph& paragraph : page.paragraphs) {
    CUTLINE_CHECK(paragraph.first == next && paragraph.count > 0);
    next += paragraph.count;
  }
  CUTLINE_CHECK(next == page.lines.size());
  for (const Table& table : FindTables(page)) {
    std::size_t columns = 0;
    for (const auto& row : table.rows) {
      std::size_t width = 0;
      for (const TableCell& cell : row) width += cell.span;
      CUTLINE_CHECK(columns == 0 || width == columns);
      columns = width;
    }
    CUTLINE_CHECK(std::ranges::is_sorted(table.lines) && table.lines.back() < page.lines.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Source source(data, size);
  switch (source.Byte() % 3) {
    case 0:
      Decode(source);
      break;
    case 1:
      Boxes(source);
      break;
    default:
      Layout(source);
  }
  return 0;
}
