// Plain text: a line each, an empty line between paragraphs, a form feed between pages.
#include "ocr/exports/exporters.h"

namespace cutline::ocr {
namespace {

class TextExporter final : public Exporter {
 public:
  Status Add(const Page& page, const PagePicture&) override {
    if (pages_++ > 0) text_ += '\f';
    bool first = true;
    for (const Paragraph& paragraph : page.paragraphs) {
      if (!first) text_ += '\n';
      first = false;
      for (std::size_t i = 0; i < paragraph.count; ++i)
        text_ += page.lines[paragraph.first + i].text + '\n';
    }
    return {};
  }

  Result<ByteBuffer> Finish() override { return ByteBuffer(text_.begin(), text_.end()); }

 private:
  std::string text_;
  std::size_t pages_ = 0;
};

}  // namespace

std::unique_ptr<Exporter> MakeTextExporter(const ExportOptions&) {
  return std::make_unique<TextExporter>();
}

}  // namespace cutline::ocr
