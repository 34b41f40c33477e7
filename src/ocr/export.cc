#include "ocr/export.h"

#include <boost/json.hpp>
#include <cmath>

#include "base/json_text.h"

namespace cutline::ocr {
namespace {

namespace json = boost::json;

double Rounded(double value, double steps) {
  return std::round(value * steps) / steps + 0.0;  // -0 becomes 0
}

json::array BoxArray(const Quad& quad) {
  json::array corners;
  for (const Point& p : quad) corners.push_back(json::array{Rounded(p.x, 10), Rounded(p.y, 10)});
  return corners;
}

}  // namespace

std::string ToText(const Page& page) {
  std::string text;
  for (const Paragraph& paragraph : page.paragraphs) {
    if (!text.empty()) text += '\n';
    for (std::size_t i = 0; i < paragraph.count; ++i)
      text += page.lines[paragraph.first + i].text + '\n';
  }
  return text;
}

std::string ToJson(const Page& page, const PageFacts& facts) {
  json::array lines;
  for (const Line& line : page.lines) {
    json::array words;
    for (const Word& word : line.words) {
      words.push_back(json::object{
          {"text", word.text}, {"score", Rounded(word.score, 1e4)}, {"box", BoxArray(word.box)}});
    }
    lines.push_back(json::object{{"text", line.text},
                                 {"score", Rounded(line.score, 1e4)},
                                 {"box", BoxArray(line.box)},
                                 {"quarter_turns", line.quarter_turns},
                                 {"words", std::move(words)}});
  }
  const json::object object{{"width", page.size.width},
                            {"height", page.size.height},
                            {"model", facts.model},
                            {"ms", Rounded(facts.milliseconds, 10)},
                            {"quarter_turns", page.quarter_turns},
                            {"lines", std::move(lines)}};
  return PlainNumbers(json::serialize(object)) + "\n";
}

}  // namespace cutline::ocr
