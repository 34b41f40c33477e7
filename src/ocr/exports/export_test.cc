#include "ocr/exports/export.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/bytes.h"

namespace cutline::ocr {
namespace {

Page TwoParagraphs() {
  Page page{.size = {100, 50}, .lines = {}, .paragraphs = {{0, 2}, {2, 1}}, .milliseconds = 12.34};
  for (const char* text : {"one", "\"two\"\n", "三"}) {
    Line line;
    line.text = text;
    line.score = 0.98768F;
    line.box = {{{-0.0F, 1}, {20, 1}, {20, 9}, {0, 9}}};
    line.words = {{.text = text, .score = 0.5F, .box = line.box}};
    page.lines.push_back(line);
  }
  return page;
}

std::string Write(std::string_view format, const std::vector<Page>& pages,
                  const ExportOptions& options = {}) {
  const std::unique_ptr<Exporter> exporter = MakeExporter(format, options);
  const image::Image none;
  for (const Page& page : pages)
    EXPECT_TRUE(exporter->Add(page, {.pixels = none, .file = {}}).ok());
  const Result<ByteBuffer> file = exporter->Finish();
  EXPECT_TRUE(file.has_value());
  return std::string(AsText(*file));
}

TEST(Export, TextHasAnEmptyLineBetweenParagraphsAndAFormFeedBetweenPages) {
  EXPECT_EQ(Write("text", {TwoParagraphs()}), "one\n\"two\"\n\n\n三\n");
  EXPECT_EQ(Write("text", {Page{}}), "");
  EXPECT_EQ(Write("text", {Page{}, TwoParagraphs()}), "\fone\n\"two\"\n\n\n三\n");
}

TEST(Export, JsonIsOneLineThatParses) {
  const std::string text = Write("json", {TwoParagraphs()}, {.source = "a.png", .model = "m"});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_EQ(text.find("-0"), std::string::npos);
  const boost::json::value value = boost::json::parse(text);
  EXPECT_EQ(value.at("lines").as_array().size(), 3U);
  EXPECT_EQ(value.at("lines").at(1).at("text").as_string(), "\"two\"\n");
  EXPECT_NEAR(value.at("lines").at(0).at("score").to_number<double>(), 0.9877, 1e-9);
  EXPECT_EQ(value.at("lines").at(2).at("box").at(2).at(0).to_number<int>(), 20);
  EXPECT_EQ(value.at("model").as_string(), "m");
  EXPECT_EQ(value.at("file").as_string(), "a.png");
}

TEST(Export, JsonOfADocumentHasPages) {
  const boost::json::value value = boost::json::parse(
      Write("json", {Page{}, TwoParagraphs()},
            {.source = "", .model = "m", .paged = true, .detail = Detail::kLines}));
  EXPECT_EQ(value.at("pages").as_array().size(), 2U);
  EXPECT_FALSE(value.as_object().contains("file"));
  EXPECT_FALSE(value.at("pages").at(1).at("lines").at(0).as_object().contains("words"));
}

TEST(Export, EveryFormatHasAName) {
  ASSERT_EQ(ExportFormats().size(), ExportFormatNames().size());
  EXPECT_EQ(ExportFormatNames()[0], "text");
}

}  // namespace
}  // namespace cutline::ocr
