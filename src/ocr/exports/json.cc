// One object, on one line. A picture gives file, width, height, model, ms, quarter_turns and
// lines with text, score, box (four corners) and words, or paragraphs of such lines; a document
// gives file, model, ms and pages, each of which has the rest.
#include <boost/json.hpp>

#include "ocr/exports/exporters.h"
#include "ocr/exports/json_parts.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

namespace json = boost::json;

class JsonExporter final : public Exporter {
 public:
  explicit JsonExporter(const ExportOptions& options)
      : options_(options), detail_(options.detail.value_or(Detail::kWords)) {}

  Status Add(const Page& page, const PagePicture&) override {
    json::object object{{"width", page.size.width},
                        {"height", page.size.height},
                        {"ms", Rounded(page.milliseconds, 10)},
                        {"quarter_turns", page.quarter_turns}};
    if (detail_ == Detail::kParagraphs) {
      json::array& paragraphs = object["paragraphs"].emplace_array();
      for (const Paragraph& paragraph : page.paragraphs) {
        const std::span<const Line> lines = LinesOf(page, paragraph);
        json::object part = ParagraphJson(lines, page.size);
        part["lines"] = Lines(lines);
        paragraphs.push_back(std::move(part));
      }
    } else {
      object["lines"] = Lines(page.lines);
    }
    pages_.push_back(std::move(object));
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
    const std::string text = JsonLine(object);
    return ByteBuffer(text.begin(), text.end());
  }

 private:
  [[nodiscard]] json::array Lines(std::span<const Line> lines) const {
    json::array array;
    for (const Line& line : lines) {
      json::object object = LineJson(line);
      object["quarter_turns"] = line.quarter_turns;
      if (detail_ == Detail::kWords) {
        json::array& words = object["words"].emplace_array();
        for (const Word& word : line.words) words.push_back(WordJson(word));
      }
      array.push_back(std::move(object));
    }
    return array;
  }

  ExportOptions options_;
  Detail detail_;
  json::array pages_;
  double milliseconds_ = 0;
};

}  // namespace

std::unique_ptr<Exporter> MakeJsonExporter(const ExportOptions& options) {
  return std::make_unique<JsonExporter>(options);
}

}  // namespace cutline::ocr
