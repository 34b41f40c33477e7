// What the HTTP service of rapidocr_api 0.2 answers: an object whose keys count the lines from
// "0", each with rec_txt, dt_boxes (four corners from top left, clockwise) and score; {} where
// nothing was read. The lines of further pages count on.
#include <boost/json.hpp>

#include "ocr/exports/exporters.h"
#include "ocr/exports/json_parts.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

class RapidocrExporter final : public Exporter {
 public:
  Status Add(const Page& page, const PagePicture&) override {
    for (const Line& line : page.lines) {
      lines_[std::to_string(lines_.size())] = {{"rec_txt", line.text},
                                               {"dt_boxes", BoxJson(line.box)},
                                               {"score", Rounded(line.score, 1e5)}};
    }
    return {};
  }

  Result<ByteBuffer> Finish() override {
    const std::string text = JsonLine(lines_);
    return ByteBuffer(text.begin(), text.end());
  }

 private:
  boost::json::object lines_;
};

}  // namespace

std::unique_ptr<Exporter> MakeRapidocrExporter(const ExportOptions&) {
  return std::make_unique<RapidocrExporter>();
}

}  // namespace cutline::ocr
