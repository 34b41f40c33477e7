#include "ocr/document.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace cutline::ocr {
namespace {

TEST(Document, ReadsPageRanges) {
  for (const auto& [text, first, last] : std::vector<std::tuple<std::string, int, int>>{
           {"", 1, 0}, {"3", 3, 3}, {"2-5", 2, 5}, {"2-", 2, 0}}) {
    const auto range = ParsePageRange(text);
    ASSERT_TRUE(range.has_value()) << text;
    EXPECT_EQ(range->first, first);
    EXPECT_EQ(range->last, last);
  }
  for (const char* text : {"0", "-1", "2-1", "x", "1-2-3", "99999999999", "1,2", "-"})
    EXPECT_EQ(ParsePageRange(text).error().code(), Code::kInvalidArgument) << text;
}

TEST(Document, BelievesNoTitleThatLooksLikePages) {
  const std::string text =
      "Title:           a\nPages:           1e300\nPage    1 size:      9 x 9 pts\n"
      "Producer:        b\nPages:           2\nEncrypted:       no\n"
      "Page    1 size:      612 x 792 pts (letter)\nPage    1 rot:       0\n"
      "Page    2 size:      100.5 x 20 pts\n";
  const auto pages = ReadPdfPages(text, {});
  ASSERT_TRUE(pages.has_value());
  ASSERT_EQ(pages->size(), 2U);
  EXPECT_EQ((*pages)[0].width, 612);
  EXPECT_EQ((*pages)[1].width, 100.5);
  EXPECT_EQ((*pages)[1].height, 20);
}

TEST(Document, RefusesWhatItCantCount) {
  for (const char* text :
       {"", "\nPages: 0\n", "\nPages: -5\n", "\nPages: 1e300\n", "\nPages: nan\n", "\nPages: 1\n",
        "\nPages: 1\nPage    1 size: 0 x 5 pts\n"})
    EXPECT_EQ(ReadPdfPages(text, {}).error().code(), Code::kUnprocessable) << text;
  const auto many = ReadPdfPages("\nPages: 30000\n", {});
  EXPECT_EQ(many.error().code(), Code::kTooLarge);
  EXPECT_NE(many.error().sentence().en.find("500"), std::string::npos);
}

TEST(Document, APictureIsNoPdfWhateverItSays) {
  EXPECT_TRUE(IsPdf(AsBytes("%PDF-1.7"), {}));
  EXPECT_TRUE(IsPdf(AsBytes("\n junk %PDF-1.4"), {}));
  EXPECT_FALSE(IsPdf(AsBytes("PDF"), {}));
}

}  // namespace
}  // namespace cutline::ocr
