#include "ocr/layout.h"

#include <gtest/gtest.h>

namespace cutline::ocr {
namespace {

Line At(std::string text, float x, float y, float width, float height, int turns = 0) {
  Line line;
  line.text = std::move(text);
  line.box = {{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}};
  line.quarter_turns = turns;
  return line;
}

std::string Order(Page& page) {
  ArrangePage(page);
  std::string order;
  for (const Line& line : page.lines) order += line.text;
  return order;
}

TEST(Layout, ReadsRowsFromLeftToRight) {
  Page page{.size = {400, 200}, .lines = {}, .paragraphs = {}};
  page.lines = {At("d", 100, 32, 60, 20), At("c", 10, 30, 60, 20), At("b", 100, 8, 60, 20),
                At("a", 10, 10, 60, 20)};
  EXPECT_EQ(Order(page), "abcd");
  ASSERT_EQ(page.paragraphs.size(), 1U);
  EXPECT_EQ(page.paragraphs[0].count, 4U);
}

TEST(Layout, ReadsColumnsOneAfterTheOtherBelowTheirHeading) {
  Page page{.size = {600, 400}, .lines = {}, .paragraphs = {}};
  page.lines = {At("H", 100, 10, 400, 30)};
  for (int i = 0; i < 4; ++i) {
    page.lines.push_back(At(std::string(1, static_cast<char>('5' + i)), 320,
                            80 + 25.0F * static_cast<float>(i), 250, 20));
    page.lines.push_back(At(std::string(1, static_cast<char>('1' + i)), 10,
                            81 + 25.0F * static_cast<float>(i), 250, 20));
  }
  EXPECT_EQ(Order(page), "H12345678");
}

TEST(Layout, PartsParagraphsAtGaps) {
  Page page{.size = {400, 300}, .lines = {}, .paragraphs = {}};
  page.lines = {At("a", 10, 10, 200, 20), At("b", 10, 34, 200, 20), At("c", 10, 100, 200, 20)};
  EXPECT_EQ(Order(page), "abc");
  ASSERT_EQ(page.paragraphs.size(), 2U);
  EXPECT_EQ(page.paragraphs[1].first, 2U);
}

TEST(Layout, ReadsAnUpsideDownPageFromItsOwnTop) {
  Page page{.size = {400, 200}, .lines = {}, .paragraphs = {}};
  page.lines = {At("b", 10, 10, 300, 20, 2), At("a", 10, 40, 300, 20, 2)};
  EXPECT_EQ(Order(page), "ab");
  EXPECT_EQ(page.quarter_turns, 2);
}

TEST(Layout, ReadsColumnsThatRunDownFromTheRight) {
  Page page{.size = {200, 400}, .lines = {}, .paragraphs = {}};
  page.lines = {At("c", 10, 10, 20, 300, 1), At("a", 90, 10, 20, 300, 1),
                At("b", 50, 10, 20, 300, 1)};
  EXPECT_EQ(Order(page), "abc");
}

TEST(Layout, CoversEveryLineOnce) {
  Page page{.size = {2000, 2000}, .lines = {}, .paragraphs = {}};
  std::uint32_t random = 3;
  const auto next = [&](int below) {
    random = random * 1664525 + 1013904223;
    return static_cast<float>((random >> 8) % static_cast<std::uint32_t>(below));
  };
  for (int i = 0; i < 2000; ++i) page.lines.push_back(At("x", next(1900), next(1950), 50, 15));
  ArrangePage(page);
  EXPECT_EQ(page.lines.size(), 2000U);
  std::size_t covered = 0;
  for (const Paragraph& paragraph : page.paragraphs) {
    EXPECT_EQ(paragraph.first, covered);
    covered += paragraph.count;
  }
  EXPECT_EQ(covered, 2000U);
  Page nothing;
  ArrangePage(nothing);
  EXPECT_TRUE(nothing.paragraphs.empty());
}

}  // namespace
}  // namespace cutline::ocr
