// hOCR 1.2 as XHTML: ocr_page > ocr_carea > ocr_par > ocr_line > ocrx_word, with boxes in their
// titles. A paragraph is an area of its own. The baseline is the lower edge of the line's box,
// since no better one is known.
#include <fmt/format.h>

#include <algorithm>

#include "base/version.h"
#include "ocr/exports/escape.h"
#include "ocr/exports/exporters.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

std::string Box(const Rect& rect) {
  return fmt::format("bbox {} {} {} {}", rect.left, rect.top, rect.right(), rect.bottom());
}

// Slope, and the height above the box's lower edge at its left, which is never positive.
std::string Baseline(const Quad& box, const Rect& rect) {
  const Point left = box[3];
  const Point right = box[2];
  const double run = right.x - left.x;
  const double slope = run > 0 ? Rounded((right.y - left.y) / run, 1e3) : 0;
  const double offset = Rounded(left.y - slope * (left.x - rect.left) - rect.bottom(), 1);
  return fmt::format("baseline {} {}", slope, std::min(offset, 0.0));
}

// Degrees counter-clockwise, as hOCR counts; or a baseline for text that is upright.
std::string Direction(const Line& line, const Rect& rect) {
  if (line.quarter_turns == 0) return Baseline(line.box, rect);
  return fmt::format("textangle {}", 360 - 90 * line.quarter_turns);
}

class HocrExporter final : public Exporter {
 public:
  explicit HocrExporter(const ExportOptions& options) {
    // A property's string has no way to hold a quotation mark, and many a reader splits a title
    // at each semicolon.
    source_ = OneLine(options.source);
    std::ranges::replace(source_, '"', '\'');
    std::ranges::replace(source_, ';', ',');
    text_ = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!DOCTYPE html>\n"
        "<html xmlns=\"http://www.w3.org/1999/xhtml\">\n"
        "<head>\n"
        "<meta charset=\"utf-8\" />\n"
        "<title>{}</title>\n"
        "<meta name=\"ocr-system\" content=\"cutline {}\" />\n"
        "<meta name=\"ocr-capabilities\" content=\"ocr_page ocr_carea ocr_par ocr_line ocrx_word "
        "ocrp_wconf\" />\n"
        "</head>\n"
        "<body>\n",
        XmlEscaped(source_), XmlEscaped(Version()));
  }

  Status Add(const Page& page, const PagePicture&) override {
    const int number = ++page_;
    text_ += fmt::format(
        "<div class=\"ocr_page\" id=\"page_{}\" title=\"image &quot;{}&quot;; bbox 0 0 {} {}; "
        "ppageno {}\">\n",
        number, XmlEscaped(source_), page.size.width, page.size.height, number - 1);
    for (std::size_t p = 0; p < page.paragraphs.size(); ++p) {
      const std::span<const Line> lines = LinesOf(page, page.paragraphs[p]);
      const std::string id = fmt::format("{}_{}", number, p + 1);
      const std::string box = Box(RectOf(lines, page.size));
      text_ += fmt::format(
          "<div class=\"ocr_carea\" id=\"block_{0}\" title=\"{1}\">\n"
          "<p class=\"ocr_par\" id=\"par_{0}\" title=\"{1}\">\n",
          id, box);
      for (std::size_t l = 0; l < lines.size(); ++l)
        AddLine(fmt::format("{}_{}", id, l + 1), lines[l], page.size);
      text_ += "</p>\n</div>\n";
    }
    text_ += "</div>\n";
    return {};
  }

  Result<ByteBuffer> Finish() override {
    text_ += "</body>\n</html>\n";
    return ByteBuffer(text_.begin(), text_.end());
  }

 private:
  void AddLine(const std::string& id, const Line& line, image::Size size) {
    const Rect rect = RectOf(line.box, size);
    text_ += fmt::format("<span class=\"ocr_line\" id=\"line_{}\" title=\"{}; {}\">", id, Box(rect),
                         Direction(line, rect));
    int number = 0;
    for (const auto& [word, space_after] : WordsOf(line)) {
      text_ += fmt::format(
          "<span class=\"ocrx_word\" id=\"word_{}_{}\" title=\"{}; x_wconf {}\">{}</span>{}", id,
          ++number, Box(RectOf(word.box, size)), Percent(word.score), XmlEscaped(word.text),
          space_after ? " " : "");
    }
    text_ += "</span>\n";
  }

  std::string source_;
  std::string text_;
  int page_ = 0;
};

}  // namespace

std::unique_ptr<Exporter> MakeHocrExporter(const ExportOptions& options) {
  return std::make_unique<HocrExporter>(options);
}

}  // namespace cutline::ocr
