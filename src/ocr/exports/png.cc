// A picture for people: at the left or on top what was given, with a box around each line and its
// number in reading order; beside it the text that was read, each line in its place. The layout
// is that of PaddleOCR's visualisation.
#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "image/draw.h"
#include "image/encode.h"
#include "image/resample.h"
#include "ocr/exports/escape.h"
#include "ocr/exports/exporters.h"
#include "ocr/exports/parts.h"
#include "ocr/words.h"

namespace cutline::ocr {
namespace {

constexpr int kLargest = 2000;  // longest side of the picture as drawn, in pixels
constexpr int kSmallest = 800;  // smaller ones are enlarged to it, at most fourfold
constexpr double kMostEnlarged = 4;
constexpr double kWide = 1.6;  // wider pictures have the text below them
constexpr int kGap = 8;
constexpr std::size_t kMostNumbers = 200;  // of lines: more would hide the picture
constexpr image::Rgba kDivider{218, 220, 224, 255};
constexpr image::Rgba kPaper{255, 255, 255, 255};
constexpr image::Rgba kInk{32, 33, 36, 255};

// Told apart by most people whose eyes confuse colours (Okabe and Ito, 2008), without yellow and
// black, which are hard to see on pictures.
constexpr std::array<image::Rgba, 6> kColours = {{{0, 114, 178, 255},
                                                  {213, 94, 0, 255},
                                                  {0, 158, 115, 255},
                                                  {204, 121, 167, 255},
                                                  {230, 159, 0, 255},
                                                  {86, 180, 233, 255}}};

image::Rgba WithAlpha(image::Rgba colour, std::uint8_t alpha) {
  colour.a = alpha;
  return colour;
}

image::Size DrawnSize(image::Size size) {
  const double longest = std::max(size.width, size.height);
  const double scale =
      longest > kLargest ? kLargest / longest : std::clamp(kSmallest / longest, 1.0, kMostEnlarged);
  const auto scaled = [&](int side) { return std::max(static_cast<int>(side * scale + 0.5), 1); };
  return {scaled(size.width), scaled(size.height)};
}

void Copy(const image::Image& from, image::Image& to) {
  for (int y = 0; y < from.height(); ++y) std::copy_n(from.row(y), from.stride(), to.row(y));
}

// A box of the page, on the sheet, its corners as one who reads the text sees them.
struct Placing {
  float scale_x, scale_y;
  float left = 0, top = 0;  // of the page on the sheet

  [[nodiscard]] image::Corners operator()(const Quad& box, int quarter_turns = 0) const {
    image::Corners corners;
    for (std::size_t i = 0; i < 4; ++i) {
      const Point p = box[(i + static_cast<std::size_t>(quarter_turns)) % 4];
      corners[i] = {left + p.x * scale_x, top + p.y * scale_y};
    }
    return corners;
  }
};

// Columns of CJK are written upright, one character below the other.
bool IsColumn(const Line& line) {
  return line.quarter_turns == 1 && line.words.size() > 1 &&
         std::ranges::all_of(line.words, [](const Word& word) { return IsCjk(word.text); });
}

Status WriteText(const Line& line, const Placing& at, image::Image& sheet) {
  if (!IsColumn(line))
    return image::DrawText(sheet, OneLine(line.text), at(line.box, line.quarter_turns), kInk);
  for (const Word& word : line.words)
    CUTLINE_RETURN_IF_ERROR(image::DrawText(sheet, OneLine(word.text), at(word.box), kInk));
  return {};
}

// A tag at the box's first corner, outside of it where the page has room.
Status WriteNumber(std::size_t number, const image::Corners& box, image::Rgba colour,
                   image::Image& sheet) {
  const std::string digits = std::to_string(number);
  constexpr float kHeight = 16;
  const float width = 4 + 8 * static_cast<float>(digits.size());
  const float left = std::max(box[0].x - width - 1, 0.0F);
  const float top = std::clamp(box[0].y, 0.0F, static_cast<float>(sheet.height()) - kHeight);
  const image::Corners tag = {
      {{left, top}, {left + width, top}, {left + width, top + kHeight}, {left, top + kHeight}}};
  image::FillQuad(sheet, tag, WithAlpha(colour, 230));
  return image::DrawText(sheet, digits, tag, kPaper);
}

// Without a font that has them, characters are drawn as empty boxes.
bool FontsHaveAllOf(const Page& page) {
  std::string cjk;
  for (const Line& line : page.lines) {
    for (std::string_view rest = line.text; !rest.empty();) {
      const CodePoint point = TakeCodePoint(rest);
      if (IsCjk(point.bytes)) cjk += point.bytes;
    }
  }
  return image::FontsHave(cjk);
}

Result<image::Image> Draw(const Page& page, const image::Image& pixels) {
  const image::Size size = DrawnSize(pixels.size());
  const bool below = size.width > kWide * size.height;
  image::Image sheet(below ? image::Size{size.width, 2 * size.height + kGap}
                           : image::Size{2 * size.width + kGap, size.height},
                     3);
  std::fill_n(sheet.data(), sheet.byte_count(), std::uint8_t{255});
  const auto edge = static_cast<float>(below ? size.height : size.width);
  const float far = edge + kGap;
  const auto end = static_cast<float>(below ? size.width : size.height);
  image::FillQuad(sheet,
                  below ? image::Corners{{{0, edge}, {end, edge}, {end, far}, {0, far}}}
                        : image::Corners{{{edge, 0}, {far, 0}, {far, end}, {edge, end}}},
                  kDivider);
  Copy(size == pixels.size() ? pixels.Clone() : image::ResizeLanczos(pixels, size), sheet);

  const Placing here{static_cast<float>(size.width) / static_cast<float>(pixels.width()),
                     static_cast<float>(size.height) / static_cast<float>(pixels.height())};
  Placing beside = here;
  (below ? beside.top : beside.left) =
      static_cast<float>((below ? size.height : size.width) + kGap);
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    const Line& line = page.lines[i];
    const image::Rgba colour = kColours[i % kColours.size()];
    image::FillQuad(sheet, here(line.box), WithAlpha(colour, 40));
    image::OutlineQuad(sheet, here(line.box), 2, colour);
    image::FillQuad(sheet, beside(line.box), WithAlpha(colour, 24));
    image::OutlineQuad(sheet, beside(line.box), 1, WithAlpha(colour, 160));
    CUTLINE_RETURN_IF_ERROR(WriteText(line, beside, sheet));
  }
  for (std::size_t i = 0; i < page.lines.size() && page.lines.size() <= kMostNumbers; ++i) {
    CUTLINE_RETURN_IF_ERROR(
        WriteNumber(i + 1, here(page.lines[i].box), kColours[i % kColours.size()], sheet));
  }
  return sheet;
}

class PngExporter final : public Exporter {
 public:
  Status Add(const Page& page, const PagePicture& picture) override {
    if (!file_.empty()) {
      return Unprocessable({"A PNG file holds one page only.", "PNG 文件只能包含一页。"})
          .WithHint({"Choose the format pdf for a document, or read its pages one by one.",
                     "多页文档请选用 pdf 格式，或逐页识别。"})
          .WithField("format");
    }
    has_fonts_ = FontsHaveAllOf(page);
    CUTLINE_ASSIGN_OR_RETURN(const image::Image sheet, Draw(page, picture.pixels));
    CUTLINE_ASSIGN_OR_RETURN(file_, image::EncodePng(sheet, {.effort = 3}));
    return {};
  }

  Result<ByteBuffer> Finish() override { return std::move(file_); }

  std::string_view note() const override { return has_fonts_ ? "" : kNoFont; }

 private:
  static constexpr std::string_view kNoFont =
      "No installed font has all characters of the text, so the picture shows boxes in their "
      "place; apt-get install fonts-noto-cjk brings one";

  bool has_fonts_ = true;
  ByteBuffer file_;
};

}  // namespace

Status CheckDrawingFonts() {
  if (image::FontsHave("文字")) return {};
  return Unavailable({"No installed font has Chinese characters.", "未安装含汉字的字体。"})
      .WithHint({"Install one: apt-get install fonts-noto-cjk",
                 "请安装：apt-get install fonts-noto-cjk"});
}

std::unique_ptr<Exporter> MakePngExporter(const ExportOptions&) {
  return std::make_unique<PngExporter>();
}

}  // namespace cutline::ocr
