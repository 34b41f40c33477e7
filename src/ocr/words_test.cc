#include "ocr/words.h"

#include <gtest/gtest.h>

namespace cutline::ocr {
namespace {

const Quad kBox = {{{0, 0}, {100, 0}, {100, 10}, {0, 10}}};

// Letters at equal distances. The dictionary has one character a line.
Reading Spell(const std::vector<std::size_t>& classes) {
  Reading reading;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    reading.glyphs.push_back({classes[i], 0.9F, i});
    reading.where.push_back((static_cast<float>(i) + 0.5F) / static_cast<float>(classes.size()));
  }
  return reading;
}

TEST(Words, EndAtSpacesAndBetweenScripts) {
  const Dictionary dictionary = *Dictionary::Parse("a\nb\n中\n国");  // 5 is the space
  const Line line = MakeLine(kBox, 0, Spell({1, 2, 5, 1, 3, 4, 2}), dictionary);
  EXPECT_EQ(line.text, "ab a中国b");
  std::vector<std::string> texts;
  for (const Word& word : line.words) texts.push_back(word.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"ab", "a", "中", "国", "b"}));
}

TEST(Words, LieWhereTheirGlyphsAre) {
  const Dictionary dictionary = *Dictionary::Parse("a\nb");
  const Reading reading = Spell({1, 3, 2, 2});  // "a bb"
  const Line line = MakeLine(kBox, 0, reading, dictionary);
  ASSERT_EQ(line.words.size(), 2U);
  EXPECT_NEAR(line.words[0].box[0].x, 0, 0.1);
  EXPECT_NEAR(line.words[0].box[1].x, 25, 0.1);
  EXPECT_NEAR(line.words[1].box[0].x, 50, 0.1);
  EXPECT_NEAR(line.words[1].box[1].x, 100, 0.1);

  const Line turned = MakeLine(kBox, 2, reading, dictionary);  // upside down: from the right
  EXPECT_NEAR(turned.words[0].box[0].x, 75, 0.1);
  EXPECT_NEAR(turned.words[0].box[1].x, 100, 0.1);
  EXPECT_NEAR(turned.words[0].box[0].y, 0, 0.1);
}

TEST(Words, OfTextThatRunsDownLieBelowEachOther) {
  const Quad column = {{{0, 0}, {10, 0}, {10, 100}, {0, 100}}};
  const Dictionary dictionary = *Dictionary::Parse("中\n国");
  const Line line = MakeLine(column, 1, Spell({1, 2}), dictionary);
  ASSERT_EQ(line.words.size(), 2U);
  EXPECT_NEAR(BoundsOf(line.words[0].box).top, 0, 0.1);
  EXPECT_NEAR(BoundsOf(line.words[0].box).bottom, 50, 0.1);
  EXPECT_NEAR(BoundsOf(line.words[1].box).bottom, 100, 0.1);
}

TEST(Cjk, KnowsItsRanges) {
  for (const char* yes : {"中", "あ", "한", "，", "（", "𠮷"}) EXPECT_TRUE(IsCjk(yes)) << yes;
  for (const char* no : {"a", " ", "é", "¥", "β", ""}) EXPECT_FALSE(IsCjk(no)) << no;
}

}  // namespace
}  // namespace cutline::ocr
