#include "ocr/ctc.h"

#include <gtest/gtest.h>

namespace cutline::ocr {
namespace {

// Rows of probabilities in which `classes` win, one a step.
std::vector<float> Steps(std::initializer_list<int> winners, std::size_t classes, float p = 0.9F) {
  std::vector<float> values(winners.size() * classes, 0.01F);
  std::size_t step = 0;
  for (const int winner : winners) values[step++ * classes + static_cast<std::size_t>(winner)] = p;
  return values;
}

TEST(Ctc, MergesRepetitionsAndDropsBlanks) {
  const auto glyphs = DecodeGreedily(Steps({0, 3, 3, 0, 3, 2, 0}, 5), 5);
  ASSERT_EQ(glyphs.size(), 3U);
  EXPECT_EQ(glyphs[0].klass, 3U);
  EXPECT_EQ(glyphs[0].step, 1U);
  EXPECT_EQ(glyphs[1].klass, 3U);
  EXPECT_EQ(glyphs[1].step, 4U);
  EXPECT_EQ(glyphs[2].klass, 2U);
  EXPECT_NEAR(ScoreOf(glyphs), 0.9F, 1e-6);
}

TEST(Ctc, FindsTheLargestOfManyClasses) {
  constexpr std::size_t kClasses = 6625;
  for (const int winner : {1, 15, 16, 17, 6607, 6608, 6624}) {
    const auto glyphs = DecodeGreedily(Steps({winner}, kClasses), kClasses);
    ASSERT_EQ(glyphs.size(), 1U) << winner;
    EXPECT_EQ(glyphs[0].klass, static_cast<std::size_t>(winner));
  }
}

TEST(Ctc, OfEqualsTakesTheFirst) {
  std::vector<float> values(40, 0.025F);
  EXPECT_TRUE(DecodeGreedily(values, 40).empty());  // class 0, the blank
}

TEST(Ctc, SurvivesWhatIsNoNumber) {
  const std::vector<float> values(100, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(DecodeGreedily(values, 50).empty());
  EXPECT_TRUE(DecodeGreedily({}, 50).empty());
  EXPECT_EQ(ScoreOf({}), 0);
}

TEST(Dictionary, KeepsEveryLineAndAddsTheSpace) {
  const auto dictionary = Dictionary::Parse("'\n中\n\u3000\nab\n");
  ASSERT_TRUE(dictionary);
  EXPECT_EQ(dictionary->classes(), 6U);
  EXPECT_EQ(dictionary->CharacterOf(1), "'");
  EXPECT_EQ(dictionary->CharacterOf(3), "\u3000");
  EXPECT_EQ(dictionary->CharacterOf(5), " ");
  EXPECT_FALSE(Dictionary::Parse(""));
}

}  // namespace
}  // namespace cutline::ocr
