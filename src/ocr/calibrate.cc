#include "ocr/calibrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/check.h"
#include "base/utf8.h"
#include "image/draw.h"
#include "image/encode.h"
#include "ocr/exports/export.h"

namespace cutline::ocr {
namespace {

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\n\f"), text.size());
    if (end > 0) lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string_view> CharactersOf(std::string_view text) {
  std::vector<std::string_view> characters;
  while (!text.empty()) {
    const CodePoint point = TakeCodePoint(text);
    if (point.bytes != "\n" && point.bytes != "\f" && point.bytes != " ")
      characters.push_back(point.bytes);
  }
  return characters;
}

std::size_t EditDistance(const std::vector<std::string_view>& a,
                         const std::vector<std::string_view>& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

// Lines of `reference` that `read` has too, each of its lines counted once.
std::size_t CommonLines(std::string_view reference, std::string_view read) {
  std::map<std::string_view, int> left;
  for (const std::string_view line : LinesOf(read)) ++left[line];
  std::size_t common = 0;
  for (const std::string_view line : LinesOf(reference)) {
    if (const auto found = left.find(line); found != left.end() && found->second-- > 0) ++common;
  }
  return common;
}

struct Measured {
  std::vector<std::string> texts;  // one a picture
  double images_per_second = 0;    // the model's own stage alone
};

Result<Measured> MeasureOne(const task::Task& task, const CalibrationInput& input,
                            std::string_view precision, const std::vector<ByteBuffer>& pictures,
                            const Context& context, const OnCalibration& progress) {
  const bool finds = input.model.output == models::OutputTreatment::kTextMap;
  OptionValues values(task.options());
  constexpr std::string_view kOrigin = "calibration";
  CUTLINE_RETURN_IF_ERROR(values.Set("format", "text", kOrigin));
  CUTLINE_RETURN_IF_ERROR(values.Set("precision", precision, kOrigin));
  CUTLINE_RETURN_IF_ERROR(values.Set(finds ? "detector" : "model", input.model.name, kOrigin));
  Measured measured;
  Duration took{};
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (progress) progress(precision, i, pictures.size());
    if (i == 0) {  // warm-up
      CUTLINE_RETURN_IF_ERROR([&]() -> Status {
        const auto warm = task.Run(pictures[i], values, context);
        return warm ? Status() : warm.error();
      }());
    }
    CUTLINE_ASSIGN_OR_RETURN(const task::Output output, task.Run(pictures[i], values, context));
    for (const task::StageTime& stage : output.stages) {
      if (stage.stage == (finds ? "detect" : "recognise")) took += stage.took;
    }
    measured.texts.emplace_back(AsText(output.body));
  }
  const double seconds = Milliseconds(took) / 1e3;
  measured.images_per_second = seconds > 0 ? static_cast<double>(pictures.size()) / seconds : 0;
  return measured;
}

constexpr image::Size kPage{1000, 1000};

// Lines of many sizes, dark on light, Chinese and English by turns; a fixed arithmetic draws lots.
Result<ByteBuffer> DrawPage(std::uint32_t number) {
  constexpr std::array<std::string_view, 24> kWords = {
      "invoice", "total",  "Street", "No. 4071", "8.25",  "delivery", "quiet",  "rivers",
      "Harbour", "window", "price",  "2026-11",  "€0.99", "thousand", "yellow", "machine",
      "Kitchen", "across", "letter", "(copy)",   "75 %",  "and",      "market", "bridge"};
  constexpr std::array<std::string_view, 24> kChinese = {
      "发票", "合计", "街道", "人民币", "送货", "安静的", "河流", "港口",
      "窗户", "价格", "数千", "黄色",   "机器", "厨房",   "穿过", "信件",
      "副本", "市场", "桥梁", "重量",   "日期", "签字",   "上海", "图书馆"};
  constexpr std::array<int, 6> kHeights = {16, 20, 24, 30, 36, 44};
  image::Image page(kPage, 3);
  std::fill_n(page.data(), page.byte_count(), static_cast<std::uint8_t>(255 - 7 * (number % 4)));
  std::uint32_t state = 2654435761U * (number + 1);
  const auto next = [&state](std::size_t count) {
    state = state * 1664525U + 1013904223U;  // Numerical Recipes' generator
    return static_cast<std::size_t>(state >> 16) % count;
  };
  const auto grey = static_cast<std::uint8_t>(20 * (number % 5));
  float top = 20;
  for (std::size_t i = 0; i < 24 && top < 950; ++i) {
    const int height = kHeights[(i + number) % kHeights.size()];
    std::string text;
    for (std::size_t word = 0; word < 5; ++word) {
      if (i % 2 == 0) {
        text += kChinese[next(kChinese.size())];
      } else {
        text += fmt::format("{}{}", text.empty() ? "" : " ", kWords[next(kWords.size())]);
      }
    }
    const float bottom = top + static_cast<float>(height) * 1.4F;
    const image::Corners box = {{{40, top}, {960, top}, {960, bottom}, {40, bottom}}};
    CUTLINE_RETURN_IF_ERROR(image::DrawText(page, text, box, {grey, grey, grey, 255}));
    top = bottom + 8;
  }
  return image::EncodePng(page, {.effort = 1});
}

}  // namespace

TextError CompareTexts(const std::vector<std::string>& reference,
                       const std::vector<std::string>& read) {
  CUTLINE_CHECK(reference.size() == read.size());
  std::size_t edits = 0, characters = 0, common = 0, lines = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const std::vector<std::string_view> wanted = CharactersOf(reference[i]);
    edits += EditDistance(wanted, CharactersOf(read[i]));
    characters += wanted.size();
    common += CommonLines(reference[i], read[i]);
    lines += LinesOf(reference[i]).size();
  }
  const auto share = [](std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(whole, 1));
  };
  return {.cer = share(edits, characters), .exact_lines = lines == 0 ? 1 : share(common, lines)};
}

Result<std::vector<models::PrecisionRow>> Calibrate(const task::Task& task,
                                                    const CalibrationInput& input,
                                                    const std::vector<ByteBuffer>& pictures,
                                                    const Context& context,
                                                    const OnCalibration& progress) {
  CUTLINE_CHECK(!pictures.empty());
  CUTLINE_ASSIGN_OR_RETURN(const Measured reference,
                           MeasureOne(task, input, "f32", pictures, context, progress));
  if (std::ranges::all_of(reference.texts, [](const auto& text) { return text.empty(); })) {
    return std::unexpected(Unprocessable({"There is no text in the pictures.", "图片中没有文字。"})
                               .WithField("images"));
  }
  std::vector<models::PrecisionRow> rows;
  for (const std::string_view precision : input.precisions) {
    models::PrecisionRow row{.precision = std::string(precision), .cpu = input.cpu_features};
    if (precision == "f32") {
      row.images_per_second = reference.images_per_second;
    } else {
      CUTLINE_ASSIGN_OR_RETURN(const Measured measured,
                               MeasureOne(task, input, precision, pictures, context, progress));
      row.images_per_second = measured.images_per_second;
      const TextError error = CompareTexts(reference.texts, measured.texts);
      row.cer = error.cer;
      row.exact_lines = error.exact_lines;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::vector<ByteBuffer>> SamplePages() {
  constexpr std::uint32_t kPages = 10;  // some 200 lines
  CUTLINE_RETURN_IF_ERROR(CheckDrawingFonts());
  std::vector<ByteBuffer> pages;
  for (std::uint32_t i = 0; i < kPages; ++i) {
    CUTLINE_ASSIGN_OR_RETURN(ByteBuffer page, DrawPage(i));
    pages.push_back(std::move(page));
  }
  return pages;
}

}  // namespace cutline::ocr
