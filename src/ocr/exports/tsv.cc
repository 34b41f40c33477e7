// The table that Tesseract writes: a row for the page, each block, paragraph, line and word, told
// apart by their level, 1 to 5. A paragraph here is a block of one paragraph. No quotes: tabs and
// line ends in a text become spaces.
#include <fmt/format.h>

#include "ocr/exports/escape.h"
#include "ocr/exports/exporters.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

class TsvExporter final : public Exporter {
 public:
  Status Add(const Page& page, const PagePicture&) override {
    at_ = {.page = at_.page + 1};
    Row(1, {0, 0, page.size.width, page.size.height});
    for (const Paragraph& paragraph : page.paragraphs) {
      const std::span<const Line> lines = LinesOf(page, paragraph);
      const Rect rect = RectOf(lines, page.size);
      at_ = {.page = at_.page, .block = at_.block + 1};
      Row(2, rect);
      at_.paragraph = 1;
      Row(3, rect);
      for (const Line& line : lines) {
        ++at_.line;
        at_.word = 0;
        Row(4, RectOf(line.box, page.size));
        for (const SpacedWord& spaced : WordsOf(line)) {
          ++at_.word;
          Row(5, RectOf(spaced.word.box, page.size), &spaced.word);
        }
      }
    }
    return {};
  }

  Result<ByteBuffer> Finish() override { return ByteBuffer(text_.begin(), text_.end()); }

 private:
  struct Place {
    int page = 0, block = 0, paragraph = 0, line = 0, word = 0;
  };

  // Only words have a confidence and a text.
  void Row(int level, const Rect& rect, const Word* word = nullptr) {
    text_ +=
        fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", level, at_.page, at_.block,
                    at_.paragraph, at_.line, at_.word, rect.left, rect.top, rect.width, rect.height,
                    word ? Rounded(word->score * 100, 100) : -1, word ? OneLine(word->text) : "");
  }

  Place at_;
  std::string text_ =
      "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\t"
      "text\n";
};

}  // namespace

std::unique_ptr<Exporter> MakeTsvExporter(const ExportOptions&) {
  return std::make_unique<TsvExporter>();
}

}  // namespace cutline::ocr
