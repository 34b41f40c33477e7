#include "ocr/export.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace cutline::ocr {
namespace {

Page TwoParagraphs() {
  Page page{.size = {100, 50}, .lines = {}, .paragraphs = {{0, 2}, {2, 1}}};
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

TEST(Export, TextHasAnEmptyLineBetweenParagraphs) {
  EXPECT_EQ(ToText(TwoParagraphs()), "one\n\"two\"\n\n\n三\n");
  EXPECT_EQ(ToText({}), "");
}

TEST(Export, JsonIsOneLineThatParses) {
  const std::string text = ToJson(TwoParagraphs(), {.model = "m", .milliseconds = 12.34});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_EQ(text.find("-0"), std::string::npos);
  const boost::json::value value = boost::json::parse(text);
  EXPECT_EQ(value.at("lines").as_array().size(), 3U);
  EXPECT_EQ(value.at("lines").at(1).at("text").as_string(), "\"two\"\n");
  EXPECT_NEAR(value.at("lines").at(0).at("score").to_number<double>(), 0.9877, 1e-9);
  EXPECT_EQ(value.at("lines").at(2).at("box").at(2).at(0).to_number<int>(), 20);
  EXPECT_EQ(value.at("model").as_string(), "m");
}

}  // namespace
}  // namespace cutline::ocr
