// Pages with any text at all, in any boxes, through every format: XML must stay well-formed, JSON
// must parse, text must be UTF-8, rows of tables must have their columns, a PDF's table of objects
// must lead to them.
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "ocr/exports/export.h"
#include "ocr/exports/well_formed.h"

namespace {

using namespace cutline;
using namespace cutline::ocr;

// Takes numbers and texts off the front of the input; zeros after its end.
class Source {
 public:
  explicit Source(std::string_view bytes) : bytes_(bytes) {}

  int Byte() {
    if (bytes_.empty()) return 0;
    const int value = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::string Text() {
    const std::string text(bytes_.substr(0, static_cast<std::size_t>(Byte() % 24)));
    bytes_.remove_prefix(std::min(text.size(), bytes_.size()));
    return text;
  }
  Quad Box() {
    Quad box;
    const int shape = Byte();
    const float scale = shape % 8 == 0 ? 1e7F : 1;
    for (Point& p : box) {
      p.x = scale * static_cast<float>(Byte() - 32);
      p.y = scale * static_cast<float>(Byte() - 32);
    }
    return box;
  }
  float Score() { return static_cast<float>(Byte() - 2) / 250; }

 private:
  std::string_view bytes_;
};

Page MakePage(Source& source) {
  Page page{.size = {1 + source.Byte(), 1 + source.Byte()}, .lines = {}, .paragraphs = {}};
  for (int lines = source.Byte() % 6; lines > 0; --lines) {
    Line line{.text = source.Text(),
              .score = source.Score(),
              .box = source.Box(),
              .quarter_turns = source.Byte() % 4,
              .words = {}};
    for (int words = source.Byte() % 4; words > 0; --words) {
      // Pieces of the line, as they should be, or not.
      const std::size_t at = static_cast<std::size_t>(source.Byte()) % (line.text.size() + 1);
      std::string text = source.Byte() % 4 == 0 ? source.Text() : line.text.substr(at, 3);
      line.words.push_back({std::move(text), source.Score(), source.Box()});
    }
    page.lines.push_back(std::move(line));
  }
  for (std::size_t first = 0; first < page.lines.size();) {
    const std::size_t left = page.lines.size() - first;
    const std::size_t count = 1 + static_cast<std::size_t>(source.Byte()) % left;
    page.paragraphs.push_back({first, count});
    first += count;
  }
  return page;
}

void CheckJson(std::string_view text) {
  boost::system::error_code error;
  boost::json::parse(text, error);
  CUTLINE_CHECK(!error);
}

void CheckLines(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    CUTLINE_CHECK(end != std::string_view::npos);
    CheckJson(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

void CheckTsv(std::string_view text) {
  int tabs = 0;
  for (const char c : text) {
    tabs += c == '\t';
    if (c != '\n') continue;
    CUTLINE_CHECK(tabs == 11);
    tabs = 0;
  }
}

// Fields of each record (RFC 4180), quoted or not.
void CheckCsv(std::string_view text) {
  std::size_t wanted = 0;
  while (!text.empty()) {
    std::size_t fields = 1;
    bool quoted = false;
    while (!text.empty() && (quoted || !text.starts_with("\r\n"))) {
      if (text.front() == '"') quoted = !quoted;
      fields += !quoted && text.front() == ',';
      text.remove_prefix(1);
    }
    CUTLINE_CHECK(text.starts_with("\r\n"));
    text.remove_prefix(2);
    if (wanted == 0) wanted = fields;
    CUTLINE_CHECK(fields == wanted);
  }
}

void CheckPdf(std::string_view text) {
  const std::size_t start = text.rfind("startxref\n");
  CUTLINE_CHECK(start != std::string_view::npos);
  std::size_t at = 0;
  std::from_chars(text.data() + start + 10, text.data() + text.size(), at);
  CUTLINE_CHECK(text.substr(at, 5) == "xref\n");
  std::string_view rows = text.substr(text.find("f \n", at) + 3);
  for (int id = 1; rows.size() > 20 && rows.substr(17, 3) == "n \n"; ++id) {
    std::size_t offset = 0;
    std::from_chars(rows.data(), rows.data() + 10, offset);
    CUTLINE_CHECK(text.substr(offset).starts_with(std::to_string(id) + " 0 obj\n"));
    rows.remove_prefix(20);
  }
  CUTLINE_CHECK(rows.starts_with("trailer\n"));
}

void CheckFile(std::string_view format, std::string_view text) {
  if (format == "pdf") return CheckPdf(text);
  if (format == "png") CUTLINE_CHECK(text.starts_with("\x89PNG"));
  if (format == "png") return;
  CUTLINE_CHECK(IsValidUtf8(text));
  if (format == "json" || format == "rapidocr") CheckJson(text);
  if (format == "jsonl") CheckLines(text);
  if (format == "tsv") CheckTsv(text);
  if (format == "csv") CheckCsv(text);
  if (format == "hocr" || format == "alto" || format == "pagexml")
    CUTLINE_CHECK(WellFormed::Check(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Source source(AsText({data, size}));
  ExportOptions options{.source = source.Text(), .model = source.Text(), .paged = false};
  if (const int detail = source.Byte() % 4; detail < 3)
    options.detail = std::array{Detail::kWords, Detail::kLines,
                                Detail::kParagraphs}[static_cast<std::size_t>(detail)];
  const bool draws = source.Byte() % 32 == 0;  // slow: fonts
  const Page page = MakePage(source);
  image::Image picture(page.size, 3);
  std::ranges::fill_n(picture.data(), static_cast<std::ptrdiff_t>(picture.byte_count()),
                      std::uint8_t{200});
  for (const std::string_view format : ExportFormatNames()) {
    if (format == "png" && !draws) continue;
    const std::unique_ptr<Exporter> exporter = MakeExporter(format, options);
    const Status added = exporter->Add(page, {.pixels = picture, .file = {}});
    if (!added.ok()) {
      // The drawing says so where a font lacks a character.
      CUTLINE_CHECK(format == "png" && added.code() == Code::kUnavailable);
      continue;
    }
    const Result<ByteBuffer> file = exporter->Finish();
    CUTLINE_CHECK(file.has_value());
    CheckFile(format, AsText(*file));
  }
  return 0;
}
