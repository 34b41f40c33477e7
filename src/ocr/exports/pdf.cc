// A searchable PDF: each page is the picture, and over it the text that was read, invisible. It
// tells no time, so that the same reading gives the same bytes.
#include <fmt/format.h>

#include "base/version.h"
#include "ocr/exports/escape.h"
#include "ocr/exports/exporters.h"
#include "ocr/exports/parts.h"
#include "ocr/exports/pdf_file.h"
#include "ocr/exports/pdf_font.h"
#include "ocr/exports/pdf_picture.h"
#include "ocr/exports/pdf_text.h"

namespace cutline::ocr {
namespace {

constexpr double kPointsPerInch = 72;
constexpr double kUsualDpi = 96;  // where the picture does not say: as browsers show it
constexpr std::size_t kMostBytes = 256 << 20;  // of all pages' pictures: they are kept in memory
constexpr double kMaxPoints = 14'400;          // that readers take for a page's side

class PdfExporter final : public Exporter {
 public:
  explicit PdfExporter(const ExportOptions& options)
      : source_(OneLine(options.source)), pages_id_(file_.Reserve()), font_id_(file_.Reserve()) {}

  Status Add(const Page& page, const PagePicture& picture) override {
    const double longest = std::max(page.size.width, page.size.height);
    const double dpi = picture.dots_per_inch > 0 ? picture.dots_per_inch : kUsualDpi;
    const double scale = std::min(kPointsPerInch / dpi, kMaxPoints / longest);
    const double width = Rounded(page.size.width * scale, 1e3);
    const double height = Rounded(page.size.height * scale, 1e3);

    CUTLINE_ASSIGN_OR_RETURN(const PdfPicture image, PutPicture(picture, file_));
    if (count_ > 0 && file_.size() > kMostBytes) {
      return TooLarge({fmt::format("The searchable PDF would be larger than {}.",
                                   FormatBytes(kMostBytes)),
                       fmt::format("可搜索 PDF 将超过 {}。", FormatBytes(kMostBytes))})
          .WithField("format")
          .WithHint({fmt::format("Read fewer pages at a time, such as pages=1-{}, or at a lower "
                                 "dpi.",
                                 count_),
                     fmt::format("请减少每次的页数，例如 pages=1-{}，或降低 dpi。", count_)});
    }
    const auto& turn = image.turn;
    const std::string content =
        fmt::format("q {} 0 0 {} 0 0 cm {} {} {} {} {} {} cm /P Do Q\n", width, height, turn[0],
                    turn[1], turn[2], turn[3], turn[4], turn[5]) +
        PdfText(page, scale, font_);
    CUTLINE_ASSIGN_OR_RETURN(const int content_id, file_.PutDeflated("", AsBytes(content)));
    const int id = file_.Put(fmt::format(
        "<< /Type /Page /Parent {} 0 R /MediaBox [0 0 {} {}] /Contents {} 0 R /Resources << /Font "
        "<< /F {} 0 R >> /XObject << /P {} 0 R >> >> >>",
        pages_id_, width, height, content_id, font_id_, image.id));
    kids_ += fmt::format("{}{} 0 R", kids_.empty() ? "" : " ", id);
    ++count_;
    return {};
  }

  Result<ByteBuffer> Finish() override {
    CUTLINE_RETURN_IF_ERROR(font_.Put(file_, font_id_));
    file_.Put(pages_id_, fmt::format("<< /Type /Pages /Kids [{}] /Count {} >>", kids_, count_));
    const int root = file_.Put(fmt::format("<< /Type /Catalog /Pages {} 0 R >>", pages_id_));
    const int info = file_.Put(fmt::format("<< /Producer {}{} >>",
                                           PdfString(fmt::format("cutline {}", Version())),
                                           source_.empty() ? "" : " /Title " + PdfString(source_)));
    return std::move(file_).Finish(root, info);
  }

 private:
  std::string source_;
  PdfFile file_;
  PdfFont font_;
  int pages_id_;
  int font_id_;
  std::string kids_;
  int count_ = 0;
};

}  // namespace

std::unique_ptr<Exporter> MakePdfExporter(const ExportOptions& options) {
  return std::make_unique<PdfExporter>(options);
}

}  // namespace cutline::ocr
