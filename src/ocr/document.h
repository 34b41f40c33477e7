#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/context.h"
#include "image/decode.h"

namespace cutline::ocr {

// "%PDF-" near the beginning, as readers of PDF take it, of what is no picture.
[[nodiscard]] bool IsPdf(ByteSpan file, const image::DecodeLimits& limits);

// kUnavailable, with the line that installs it, where poppler's programs are absent.
[[nodiscard]] Status CheckPdfPrograms();

// Pages to read, counted from 1; `last` 0 is the last there is.
struct PageRange {
  int first = 1;
  int last = 0;
};
// "3", "2-5", "2-"; empty is all. kInvalidArgument.
[[nodiscard]] Result<PageRange> ParsePageRange(std::string_view text);

struct PdfPageSize {
  double width = 0, height = 0;  // points, 1/72 inch
};
// The sizes of some pages, out of what pdfinfo prints. kUnprocessable, and kTooLarge for more than
// 500.
[[nodiscard]] Result<std::vector<PdfPageSize>> ReadPdfPages(std::string_view text,
                                                            const PageRange& range);

struct DrawnPage {
  image::Image pixels;  // 3 channels
  double dots_per_inch = 0;
};

// A PDF file, whose pages poppler's pdfinfo measures and its pdftoppm draws, each in a process of
// its own that can write no file and has bounds for memory and time.
class PdfDocument {
 public:
  // `file` must outlive it. kUnprocessable (damaged, with a password, without such a page),
  // kUnavailable, and the context's codes.
  [[nodiscard]] static Result<PdfDocument> Open(ByteSpan file, const PageRange& range,
                                                const Context& context);

  [[nodiscard]] int first() const { return first_; }
  [[nodiscard]] int count() const { return static_cast<int>(sizes_.size()); }

  // What its crop box shows of the page, at `dots_per_inch` or as many as the limits allow.
  // REQUIRES: first() <= page < first() + count(). Fails as Open does.
  [[nodiscard]] Result<DrawnPage> Draw(int page, double dots_per_inch,
                                       const image::DecodeLimits& limits,
                                       const Context& context) const;

 private:
  PdfDocument() = default;
  ByteSpan file_;
  int first_ = 1;
  std::vector<PdfPageSize> sizes_;
};

}  // namespace cutline::ocr
