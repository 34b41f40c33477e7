#include "ocr/calibrate.h"

#include <gtest/gtest.h>

#include <array>

#include "image/decode.h"

namespace cutline::ocr {
namespace {

const SteadyClock kClock;
const Context kPatient{.clock = kClock, .deadline = {}, .cancelled = {}};

constexpr std::array kDecls = {
    OptionDecl{.name = "model", .type = OptionType::kText, .fallback = "reader", .help = "."},
    OptionDecl{.name = "detector", .type = OptionType::kText, .fallback = "finder", .help = "."},
    OptionDecl{.name = "precision", .type = OptionType::kText, .fallback = "auto", .help = "."},
    OptionDecl{.name = "format", .type = OptionType::kText, .fallback = "json", .help = "."},
};

// Reads what the "picture" holds; at bf16 it takes the letter o for a nought.
class ReaderTask final : public task::Task {
 public:
  std::string_view name() const override { return "ocr"; }
  std::string_view summary() const override { return "Read"; }
  std::string_view summary_zh() const override { return "读"; }
  std::span<const OptionDecl> options() const override { return kDecls; }
  std::span<const task::Format> formats() const override { return {}; }
  Status Check(ByteSpan, const OptionValues&) const override { return {}; }
  Result<task::Output> Run(ByteSpan input, const OptionValues& values,
                           const Context&) const override {
    EXPECT_EQ(values.Text("format"), "text");
    EXPECT_EQ(values.Text("model"), "mine");
    EXPECT_EQ(values.Text("detector"), "finder");
    std::string text(AsText(input));
    if (values.Text("precision") == "bf16") std::ranges::replace(text, 'o', '0');
    task::Output output;
    output.body.assign(text.begin(), text.end());
    output.stages = {{"detect", std::chrono::seconds(5)},
                     {"recognise", std::chrono::milliseconds(250)}};
    return output;
  }
};

std::vector<ByteBuffer> Pictures(const std::vector<std::string>& texts) {
  std::vector<ByteBuffer> pictures;
  for (const std::string& text : texts) pictures.emplace_back(text.begin(), text.end());
  return pictures;
}

TEST(CompareTexts, CountsCharactersAndLines) {
  const TextError same = CompareTexts({"发票\n合计 8\n", ""}, {"发票\n合计8\n", ""});
  EXPECT_EQ(same.cer, 0);                   // spaces are not characters …
  EXPECT_DOUBLE_EQ(same.exact_lines, 0.5);  // … but part of a line
  const TextError one = CompareTexts({"ab\nab\ncd\n\n"}, {"ab\nab\nxcd\n"});
  EXPECT_DOUBLE_EQ(one.cer, 1.0 / 6);
  EXPECT_DOUBLE_EQ(one.exact_lines, 2.0 / 3);
  // A line is found once for each time that it was read.
  EXPECT_DOUBLE_EQ(CompareTexts({"a\na\na\n"}, {"a\n"}).exact_lines, 1.0 / 3);
  const TextError invented = CompareTexts({""}, {"abc\n"});
  EXPECT_EQ(invented.cer, 3);
  EXPECT_EQ(invented.exact_lines, 1);
}

TEST(Calibrate, MeasuresEveryPrecisionAgainstF32) {
  models::ModelEntry entry;
  entry.name = "mine";
  entry.output = models::OutputTreatment::kTextLine;
  std::vector<std::string> seen;
  const auto rows = Calibrate(
      ReaderTask(), {.model = entry, .precisions = {"f32", "bf16"}, .cpu_features = "avx2"},
      Pictures({"one two\nthree\n", "five\n"}), kPatient,
      [&](std::string_view precision, std::size_t done, std::size_t total) {
        seen.push_back(fmt::format("{} {}/{}", precision, done, total));
      });
  ASSERT_TRUE(rows) << rows.error().ToString();
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(rows->at(0).precision, "f32");
  EXPECT_EQ(rows->at(0).cer, 0);
  EXPECT_EQ(rows->at(0).exact_lines, 1);
  EXPECT_DOUBLE_EQ(rows->at(0).images_per_second, 4);  // of its own stage
  EXPECT_EQ(rows->at(1).precision, "bf16");
  EXPECT_DOUBLE_EQ(rows->at(1).cer, 2.0 / 15);
  EXPECT_DOUBLE_EQ(rows->at(1).exact_lines, 2.0 / 3);
  EXPECT_EQ(rows->at(1).cpu, "avx2");
  EXPECT_EQ(seen, (std::vector<std::string>{"f32 0/2", "f32 1/2", "bf16 0/2", "bf16 1/2"}));
}

TEST(Calibrate, RefusesPicturesWithoutText) {
  models::ModelEntry entry;
  entry.name = "mine";
  entry.output = models::OutputTreatment::kTextLine;
  const auto rows = Calibrate(ReaderTask(), {.model = entry, .precisions = {"f32"}},
                              Pictures({"", ""}), kPatient, {});
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code(), Code::kUnprocessable);
}

TEST(SamplePages, AreDifferentPicturesOfText) {
  const auto pages = SamplePages();
  ASSERT_TRUE(pages) << pages.error().ToString();  // the tests' set-up brings a font
  ASSERT_GE(pages->size(), 2U);
  EXPECT_NE(pages->at(0), pages->at(1));
  const auto page = image::Decode(pages->front(), {}, kPatient);
  ASSERT_TRUE(page);
  const auto dark = std::ranges::count_if(page->bytes(), [](std::uint8_t v) { return v < 100; });
  EXPECT_GT(dark, static_cast<std::ptrdiff_t>(page->byte_count() / 50));
}

}  // namespace
}  // namespace cutline::ocr
