#include "ocr/exports/json_parts.h"

#include <boost/json.hpp>

#include "base/json_text.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

namespace json = boost::json;

json::object Part(std::string_view text, float score, const Quad& box) {
  return {{"text", text}, {"score", Rounded(score, 1e4)}, {"box", BoxJson(box)}};
}

}  // namespace

json::array BoxJson(const Quad& quad) {
  json::array corners;
  for (const Point& p : quad) corners.push_back(json::array{Rounded(p.x, 10), Rounded(p.y, 10)});
  return corners;
}

json::object WordJson(const Word& word) { return Part(word.text, word.score, word.box); }
json::object LineJson(const Line& line) { return Part(line.text, line.score, line.box); }

json::object ParagraphJson(std::span<const Line> lines, image::Size page) {
  const Rect rect = RectOf(lines, page);
  const auto left = static_cast<float>(rect.left), right = static_cast<float>(rect.right());
  const auto top = static_cast<float>(rect.top), bottom = static_cast<float>(rect.bottom());
  return Part(JoinedText(lines), MeanScore(lines),
              {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}});
}

std::string JsonLine(const json::object& object) {
  return PlainNumbers(json::serialize(object)) + "\n";
}

}  // namespace cutline::ocr
