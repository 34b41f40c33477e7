#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "image/pixels.h"
#include "ocr/page.h"
#include "task/task.h"

namespace cutline::ocr {

// How finely formats with a choice (json, jsonl, csv) tell what was read.
enum class Detail { kWords, kLines, kParagraphs };

// What an export tells beside its pages.
struct ExportOptions {
  std::string source;                 // the file's name; may be empty
  std::string model;                  // of the recogniser
  bool paged = false;                 // pages of a document, not one picture
  std::optional<Detail> detail = {};  // else each format's own: json words, the others lines
  bool tables_only = false;           // csv and html: the page's tables and nothing else
};

// A page's picture, for the formats that show it.
struct PagePicture {
  const image::Image& pixels;  // 3 channels, as the boxes are measured on
  ByteSpan file;               // the file that they came from; empty where there is none
  double dots_per_inch = 0;    // 0: not known
};

// Writes pages in one format, one after the other; none is kept but as it is written.
class Exporter {
 public:
  virtual ~Exporter() = default;
  // kUnprocessable for a page that the format can't hold.
  [[nodiscard]] virtual Status Add(const Page& page, const PagePicture& picture) = 0;
  // The file. Once, after the last page; there may have been none.
  [[nodiscard]] virtual Result<ByteBuffer> Finish() = 0;
  // What the pages so far have that it does not show as asked, a sentence without full stop.
  [[nodiscard]] virtual std::string_view note() const { return {}; }
};

// The formats, the default first. Their names are those of the option "format".
[[nodiscard]] std::span<const task::Format> ExportFormats();
[[nodiscard]] std::span<const std::string_view> ExportFormatNames();

// True where the format needs PagePicture::pixels, which are empty else.
[[nodiscard]] bool ShowsPicture(std::string_view format);

// kUnavailable where this system has no font for Chinese, which png would show as boxes.
[[nodiscard]] Status CheckDrawingFonts();

// REQUIRES: `format` is a name in ExportFormats().
[[nodiscard]] std::unique_ptr<Exporter> MakeExporter(std::string_view format,
                                                     const ExportOptions& options);

}  // namespace cutline::ocr
