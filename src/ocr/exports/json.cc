// One object, on one line. A picture gives file, width, height, model, ms, quarter_turns and
// lines with text, score, box (four corners) and words; a document gives file, model, ms and
// pages, each of which has the rest.
#include <boost/json.hpp>
#include <cmath>

#include "base/json_text.h"
#include "ocr/exports/exporters.h"

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

class JsonExporter final : public Exporter {
 public:
  explicit JsonExporter(const ExportOptions& options) : options_(options) {}

  Status Add(const Page& page, const PagePicture&) override {
    json::array lines;
    for (const Line& line : page.lines) {
      json::object object{{"text", line.text},
                          {"score", Rounded(line.score, 1e4)},
                          {"box", BoxArray(line.box)},
                          {"quarter_turns", line.quarter_turns}};
      if (options_.detail == Detail::kWords) {
        json::array& words = object["words"].emplace_array();
        for (const Word& word : line.words) {
          words.push_back(json::object{{"text", word.text},
                                       {"score", Rounded(word.score, 1e4)},
                                       {"box", BoxArray(word.box)}});
        }
      }
      lines.push_back(std::move(object));
    }
    pages_.push_back(json::object{{"width", page.size.width},
                                  {"height", page.size.height},
                                  {"ms", Rounded(page.milliseconds, 10)},
                                  {"quarter_turns", page.quarter_turns},
                                  {"lines", std::move(lines)}});
    milliseconds_ += page.milliseconds;
    return {};
  }

  Result<ByteBuffer> Finish() override {
    json::object object;
    if (!options_.source.empty()) object["file"] = options_.source;
    object["model"] = options_.model;
    if (options_.paged) {
      object["ms"] = Rounded(milliseconds_, 10);
      object["pages"] = std::move(pages_);
    } else if (!pages_.empty()) {
      for (auto& [key, value] : pages_[0].as_object()) object[key] = std::move(value);
    }
    const std::string text = PlainNumbers(json::serialize(object)) + "\n";
    return ByteBuffer(text.begin(), text.end());
  }

 private:
  ExportOptions options_;
  json::array pages_;
  double milliseconds_ = 0;
};

}  // namespace

std::unique_ptr<Exporter> MakeJsonExporter(const ExportOptions& options) {
  return std::make_unique<JsonExporter>(options);
}

}  // namespace cutline::ocr
