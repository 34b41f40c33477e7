// RFC 4180: a header, then a row for each line, or for each word or paragraph. Texts stay what
// was read, also where they begin with "=" or "-": a value changed to please spreadsheets would
// be wrong for everybody else (docs/ocr.md).
#include <fmt/format.h>

#include "ocr/exports/escape.h"
#include "ocr/exports/exporters.h"
#include "ocr/exports/parts.h"
#include "ocr/table.h"

namespace cutline::ocr {
namespace {

std::string Field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

// The cells of the page's tables; an empty line between tables.
class CsvTableExporter final : public Exporter {
 public:
  Status Add(const Page& page, const PagePicture&) override {
    for (const Table& table : FindTables(page)) {
      if (!text_.empty()) text_ += "\r\n";
      for (const auto& row : table.rows) AddRow(row);
    }
    return {};
  }

  Result<ByteBuffer> Finish() override { return ByteBuffer(text_.begin(), text_.end()); }

  std::string_view note() const override { return text_.empty() ? kNoTables : std::string_view(); }

 private:
  void AddRow(const std::vector<TableCell>& row) {
    bool first = true;
    for (const TableCell& cell : row) {
      if (!first) text_ += ',';
      first = false;
      text_ += Field(OneLine(cell.text));
      text_.append(cell.span - 1, ',');
    }
    text_ += "\r\n";
  }

  std::string text_;
};

class CsvExporter final : public Exporter {
 public:
  explicit CsvExporter(const ExportOptions& options)
      : detail_(options.detail.value_or(Detail::kLines)) {
    text_ = "page,paragraph,";
    if (detail_ != Detail::kParagraphs) text_ += "line,";
    if (detail_ == Detail::kWords) text_ += "word,";
    text_ += "text,score,left,top,width,height\r\n";
  }

  Status Add(const Page& page, const PagePicture&) override {
    ++page_;
    for (std::size_t p = 0; p < page.paragraphs.size(); ++p) {
      const std::span<const Line> lines = LinesOf(page, page.paragraphs[p]);
      const std::string place = fmt::format("{},{},", page_, p + 1);
      if (detail_ == Detail::kParagraphs) {
        Row(place, JoinedText(lines), MeanScore(lines), RectOf(lines, page.size));
        continue;
      }
      for (std::size_t l = 0; l < lines.size(); ++l)
        AddLine(fmt::format("{}{},", place, l + 1), lines[l], page.size);
    }
    return {};
  }

  Result<ByteBuffer> Finish() override { return ByteBuffer(text_.begin(), text_.end()); }

 private:
  void AddLine(const std::string& place, const Line& line, image::Size size) {
    if (detail_ == Detail::kLines) return Row(place, line.text, line.score, RectOf(line.box, size));
    int number = 0;
    for (const auto& [word, space] : WordsOf(line))
      Row(fmt::format("{}{},", place, ++number), word.text, word.score, RectOf(word.box, size));
  }

  void Row(std::string_view place, std::string_view text, float score, const Rect& rect) {
    text_ += fmt::format("{}{},{},{},{},{},{}\r\n", place, Field(text), Rounded(score, 1e4),
                         rect.left, rect.top, rect.width, rect.height);
  }

  Detail detail_;
  std::string text_;
  int page_ = 0;
};

}  // namespace

std::unique_ptr<Exporter> MakeCsvExporter(const ExportOptions& options) {
  if (options.tables_only) return std::make_unique<CsvTableExporter>();
  return std::make_unique<CsvExporter>(options);
}

}  // namespace cutline::ocr
