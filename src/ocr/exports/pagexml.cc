// PAGE XML 2019-07-15 (PRImA). A paragraph is a TextRegion. Its file holds one page. The schema
// wants the time of writing, which would make two files of the same picture differ: both times
// are the epoch's.
#include <fmt/format.h>

#include <algorithm>

#include "base/version.h"
#include "ocr/exports/escape.h"
#include "ocr/exports/exporters.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

constexpr std::string_view kTime = "1970-01-01T00:00:00Z";

std::string Coords(const Quad& quad, image::Size page) {
  std::string points;
  for (const Pixel& p : CornersOf(quad, page))
    points += fmt::format("{}{},{}", points.empty() ? "" : " ", p.x, p.y);
  return fmt::format("<Coords points=\"{}\"/>", points);
}

std::string Coords(const Rect& r) {
  return fmt::format("<Coords points=\"{0},{1} {2},{1} {2},{3} {0},{3}\"/>", r.left, r.top,
                     r.right(), r.bottom());
}

std::string TextEquiv(std::string_view text, float score) {
  return fmt::format("<TextEquiv conf=\"{:.4f}\"><Unicode>{}</Unicode></TextEquiv>\n",
                     std::clamp(score, 0.0F, 1.0F), XmlEscaped(text));
}

std::string_view Direction(const Line& line) {
  if (line.quarter_turns == 1) return " readingDirection=\"top-to-bottom\"";
  if (line.quarter_turns == 3) return " readingDirection=\"bottom-to-top\"";
  return {};
}

bool AllTurned(std::span<const Line> lines, int quarter_turns) {
  return std::ranges::all_of(lines,
                             [=](const Line& line) { return line.quarter_turns == quarter_turns; });
}

std::string_view Direction(std::span<const Line> lines) {
  // Columns of text that runs down are read from right to left.
  if (AllTurned(lines, 1))
    return " readingDirection=\"top-to-bottom\" textLineOrder=\"right-to-left\"";
  if (AllTurned(lines, 2)) return " orientation=\"180\"";
  return {};
}

class PagexmlExporter final : public Exporter {
 public:
  explicit PagexmlExporter(const ExportOptions& options) : source_(options.source) {}

  Status Add(const Page& page, const PagePicture&) override {
    if (!text_.empty()) {
      return Unprocessable({"A PAGE XML file holds one page only.", "PAGE XML 文件只能包含一页。"})
          .WithHint({"Choose the format alto for a document, or read its pages one by one.",
                     "多页文档请选用 alto 格式，或逐页识别。"})
          .WithField("format");
    }
    text_ = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<PcGts xmlns=\"http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15\">\n"
        "<Metadata><Creator>cutline {}</Creator><Created>{}</Created>"
        "<LastChange>{}</LastChange></Metadata>\n"
        "<Page imageFilename=\"{}\" imageWidth=\"{}\" imageHeight=\"{}\">\n",
        XmlEscaped(Version()), kTime, kTime, XmlEscaped(source_), page.size.width,
        page.size.height);
    if (!page.paragraphs.empty()) {
      text_ += "<ReadingOrder><OrderedGroup id=\"order\">\n";
      for (std::size_t p = 0; p < page.paragraphs.size(); ++p)
        text_ +=
            fmt::format("<RegionRefIndexed index=\"{}\" regionRef=\"region_{}\"/>\n", p, p + 1);
      text_ += "</OrderedGroup></ReadingOrder>\n";
    }
    for (std::size_t p = 0; p < page.paragraphs.size(); ++p)
      AddRegion(std::to_string(p + 1), LinesOf(page, page.paragraphs[p]), page.size);
    text_ += "</Page>\n</PcGts>\n";
    return {};
  }

  Result<ByteBuffer> Finish() override { return ByteBuffer(text_.begin(), text_.end()); }

 private:
  void AddRegion(const std::string& id, std::span<const Line> lines, image::Size size) {
    text_ += fmt::format("<TextRegion id=\"region_{}\" type=\"paragraph\"{}>{}\n", id,
                         Direction(lines), Coords(RectOf(lines, size)));
    std::string text;
    for (std::size_t l = 0; l < lines.size(); ++l) {
      AddLine(fmt::format("{}_{}", id, l + 1), lines[l], size);
      text += (l > 0 ? "\n" : "") + lines[l].text;
    }
    text_ += TextEquiv(text, MeanScore(lines)) + "</TextRegion>\n";
  }

  void AddLine(const std::string& id, const Line& line, image::Size size) {
    text_ +=
        fmt::format("<TextLine id=\"line_{}\"{}>{}\n", id, Direction(line), Coords(line.box, size));
    int number = 0;
    for (const auto& [word, space_after] : WordsOf(line)) {
      text_ += fmt::format("<Word id=\"word_{}_{}\">{}{}</Word>\n", id, ++number,
                           Coords(word.box, size), TextEquiv(word.text, word.score));
    }
    text_ += TextEquiv(line.text, line.score) + "</TextLine>\n";
  }

  std::string source_;
  std::string text_;
};

}  // namespace

std::unique_ptr<Exporter> MakePagexmlExporter(const ExportOptions& options) {
  return std::make_unique<PagexmlExporter>(options);
}

}  // namespace cutline::ocr
