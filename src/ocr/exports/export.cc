#include "ocr/exports/export.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/utf8.h"
#include "ocr/exports/exporters.h"

namespace cutline::ocr {
namespace {

struct Row {
  std::unique_ptr<Exporter> (*make)(const ExportOptions&);
  bool shows_picture;
};

// Media types without a registration are those that OCR-D and the hOCR community use.
constexpr auto kFormats = std::to_array<task::Format>({
    {"text", "text/plain; charset=utf-8", ".txt", true},
    {"json", "application/json", ".json", true},
    {"jsonl", "application/jsonl", ".jsonl", true},
    {"tsv", "text/tab-separated-values; charset=utf-8", ".tsv", true},
    {"csv", "text/csv; charset=utf-8", ".csv", true},
    {"md", "text/markdown; charset=utf-8", ".md", true},
    {"html", "text/html; charset=utf-8", ".html", true},
    {"hocr", "text/vnd.hocr+html; charset=utf-8", ".hocr", true},
    {"alto", "application/alto+xml", ".alto.xml", true},
    {"pagexml", "application/vnd.prima.page+xml", ".page.xml", true},
    {"pdf", "application/pdf", ".pdf"},
    {"png", "image/png", ".png"},
    {"rapidocr", "application/json", ".rapidocr.json", true},
});
constexpr std::array<Row, kFormats.size()> kRows = {{
    {MakeTextExporter, false},
    {MakeJsonExporter, false},
    {MakeJsonlExporter, false},
    {MakeTsvExporter, false},
    {MakeCsvExporter, false},
    {MakeMarkdownExporter, false},
    {MakeHtmlExporter, false},
    {MakeHocrExporter, false},
    {MakeAltoExporter, false},
    {MakePagexmlExporter, false},
    {MakePdfExporter, true},
    {MakePngExporter, true},
    {MakeRapidocrExporter, false},
}};
constexpr auto kNames = [] {
  std::array<std::string_view, kFormats.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kFormats[i].name;
  return names;
}();

const Row& RowOf(std::string_view format) {
  const auto found = std::ranges::find(kNames, format);
  CUTLINE_CHECK(found != kNames.end());
  return kRows[static_cast<std::size_t>(found - kNames.begin())];
}

bool HasBadText(const Page& page) {
  return std::ranges::any_of(page.lines, [](const Line& line) {
    return !IsValidUtf8(line.text) || std::ranges::any_of(line.words, [](const Word& word) {
      return !IsValidUtf8(word.text);
    });
  });
}

// Dictionaries come from files and names from anywhere: no format need ask whether what it is
// given is UTF-8.
class Sanitiser final : public Exporter {
 public:
  explicit Sanitiser(std::unique_ptr<Exporter> exporter) : exporter_(std::move(exporter)) {}

  Status Add(const Page& page, const PagePicture& picture) override {
    if (!HasBadText(page)) return exporter_->Add(page, picture);
    Page clean = page;
    for (Line& line : clean.lines) {
      line.text = ValidUtf8(line.text);
      for (Word& word : line.words) word.text = ValidUtf8(word.text);
    }
    return exporter_->Add(clean, picture);
  }

  Result<ByteBuffer> Finish() override { return exporter_->Finish(); }
  std::string_view note() const override { return exporter_->note(); }

 private:
  std::unique_ptr<Exporter> exporter_;
};

}  // namespace

std::span<const task::Format> ExportFormats() { return kFormats; }
std::span<const std::string_view> ExportFormatNames() { return kNames; }
bool ShowsPicture(std::string_view format) { return RowOf(format).shows_picture; }

std::unique_ptr<Exporter> MakeExporter(std::string_view format, const ExportOptions& options) {
  ExportOptions clean = options;
  clean.source = ValidUtf8(options.source);
  clean.model = ValidUtf8(options.model);
  return std::make_unique<Sanitiser>(RowOf(format).make(clean));
}

}  // namespace cutline::ocr
