// JSON Lines: an object on a line of its own for each line that was read, or for each word or
// paragraph, with file, page (from 1), text, score and box.
#include <boost/json.hpp>

#include "ocr/exports/exporters.h"
#include "ocr/exports/json_parts.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

namespace json = boost::json;

class JsonlExporter final : public Exporter {
 public:
  explicit JsonlExporter(const ExportOptions& options)
      : source_(options.source), detail_(options.detail.value_or(Detail::kLines)) {}

  Status Add(const Page& page, const PagePicture&) override {
    ++page_;
    for (const Paragraph& paragraph : page.paragraphs) {
      const std::span<const Line> lines = LinesOf(page, paragraph);
      if (detail_ == Detail::kParagraphs) {
        Put(ParagraphJson(lines, page.size));
        continue;
      }
      for (const Line& line : lines) {
        if (detail_ == Detail::kLines) {
          Put(LineJson(line));
        } else {
          for (const auto& [word, space] : WordsOf(line)) Put(WordJson(word));
        }
      }
    }
    return {};
  }

  Result<ByteBuffer> Finish() override { return ByteBuffer(text_.begin(), text_.end()); }

 private:
  void Put(const json::object& part) {
    json::object object;
    if (!source_.empty()) object["file"] = source_;
    object["page"] = page_;
    for (const auto& [key, value] : part) object[key] = value;
    text_ += JsonLine(object);
  }

  std::string source_;
  Detail detail_;
  std::string text_;
  int page_ = 0;
};

}  // namespace

std::unique_ptr<Exporter> MakeJsonlExporter(const ExportOptions& options) {
  return std::make_unique<JsonlExporter>(options);
}

}  // namespace cutline::ocr
