// ALTO 4.4 (Library of Congress). A paragraph is a TextBlock; blocks stand in reading order.
// Boxes are upright rectangles in pixels; a line's shape is its polygon.
#include <fmt/format.h>

#include <algorithm>

#include "base/version.h"
#include "ocr/exports/escape.h"
#include "ocr/exports/exporters.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

std::string Box(const Rect& rect) {
  return fmt::format("HPOS=\"{}\" VPOS=\"{}\" WIDTH=\"{}\" HEIGHT=\"{}\"", rect.left, rect.top,
                     rect.width, rect.height);
}

std::string Shape(const Quad& quad, image::Size page) {
  std::string points;
  for (const Pixel& p : CornersOf(quad, page))
    points += fmt::format("{}{},{}", points.empty() ? "" : " ", p.x, p.y);
  return fmt::format("<Shape><Polygon POINTS=\"{}\"/></Shape>", points);
}

std::string_view Direction(const Line& line) {
  if (line.quarter_turns == 1) return " BASEDIRECTION=\"ttb\"";
  if (line.quarter_turns == 3) return " BASEDIRECTION=\"btt\"";
  return {};
}

bool AreUpsideDown(std::span<const Line> lines) {
  return std::ranges::all_of(lines, [](const Line& line) { return line.quarter_turns == 2; });
}

class AltoExporter final : public Exporter {
 public:
  explicit AltoExporter(const ExportOptions& options) {
    text_ = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\" SCHEMAVERSION=\"4.4\">\n"
        "<Description>\n"
        "<MeasurementUnit>pixel</MeasurementUnit>\n"
        "<sourceImageInformation><fileName>{}</fileName></sourceImageInformation>\n"
        "<Processing ID=\"ocr\"><processingStepSettings>model {}</processingStepSettings>"
        "<processingSoftware><softwareName>cutline</softwareName>"
        "<softwareVersion>{}</softwareVersion></processingSoftware></Processing>\n"
        "</Description>\n"
        "<Layout>\n",
        XmlEscaped(options.source), XmlEscaped(options.model), XmlEscaped(Version()));
  }

  Status Add(const Page& page, const PagePicture&) override {
    const int number = ++page_;
    text_ += fmt::format(
        "<Page ID=\"page_{0}\" PHYSICAL_IMG_NR=\"{0}\" WIDTH=\"{1}\" HEIGHT=\"{2}\">\n"
        "<PrintSpace {3}>\n",
        number, page.size.width, page.size.height, Box({0, 0, page.size.width, page.size.height}));
    for (std::size_t p = 0; p < page.paragraphs.size(); ++p) {
      const std::span<const Line> lines = LinesOf(page, page.paragraphs[p]);
      if (lines.empty()) continue;  // a block without a line is not allowed
      const std::string id = fmt::format("{}_{}", number, p + 1);
      text_ += fmt::format("<TextBlock ID=\"block_{}\" {}{}>\n", id, Box(RectOf(lines, page.size)),
                           AreUpsideDown(lines) ? " ROTATION=\"180\"" : "");
      for (std::size_t l = 0; l < lines.size(); ++l)
        AddLine(fmt::format("{}_{}", id, l + 1), lines[l], page.size);
      text_ += "</TextBlock>\n";
    }
    text_ += "</PrintSpace>\n</Page>\n";
    return {};
  }

  Result<ByteBuffer> Finish() override {
    text_ += "</Layout>\n</alto>\n";
    return ByteBuffer(text_.begin(), text_.end());
  }

 private:
  void AddLine(const std::string& id, const Line& line, image::Size size) {
    text_ += fmt::format("<TextLine ID=\"line_{}\" {}{}>\n{}\n", id, Box(RectOf(line.box, size)),
                         Direction(line), Shape(line.box, size));
    int number = 0;
    for (const auto& [word, space_after] : WordsOf(line)) {
      text_ += fmt::format("<String ID=\"word_{}_{}\" {} CONTENT=\"{}\" WC=\"{:.4f}\"/>{}\n", id,
                           ++number, Box(RectOf(word.box, size)), XmlEscaped(word.text),
                           std::clamp(word.score, 0.0F, 1.0F), space_after ? "<SP/>" : "");
    }
    text_ += "</TextLine>\n";
  }

  std::string text_;
  int page_ = 0;
};

}  // namespace

std::unique_ptr<Exporter> MakeAltoExporter(const ExportOptions& options) {
  return std::make_unique<AltoExporter>(options);
}

}  // namespace cutline::ocr
