#include "ocr/ctc_beam.h"

#include <gtest/gtest.h>

#include <random>

namespace cutline::ocr {
namespace {

Dictionary Letters() { return *Dictionary::Parse("a\nb\nc\nd\n1\nl\n中\n"); }

// A row a step: {class, probability} pairs; the rest is left to the blank.
std::vector<float> Rows(const std::vector<std::vector<std::pair<std::size_t, float>>>& steps,
                        std::size_t classes) {
  std::vector<float> values(steps.size() * classes, 0.0F);
  for (std::size_t step = 0; step < steps.size(); ++step) {
    float rest = 1;
    for (const auto& [klass, p] : steps[step]) {
      values[step * classes + klass] = p;
      rest -= p;
    }
    values[step * classes] += rest;
  }
  return values;
}

std::string Read(const std::vector<float>& values, std::string_view words) {
  const Dictionary letters = Letters();
  return TextOf(DecodeByBeam(values, letters.classes(), {}, WordList(words, letters)), letters);
}

TEST(Beam, SumsPathsThatBestPathMisses) {
  // Graves' example: the blank wins each step, yet "a" is likelier than nothing.
  const auto values = Rows({{{1, 0.4F}}, {{1, 0.4F}}}, Letters().classes());
  EXPECT_TRUE(DecodeGreedily(values, Letters().classes()).empty());
  EXPECT_EQ(Read(values, ""), "a");
}

TEST(Beam, KeepsDoubledCharactersApart) {
  const auto values =
      Rows({{{1, 0.9F}}, {}, {{1, 0.9F}}, {{2, 0.9F}}, {{2, 0.9F}}}, Letters().classes());
  EXPECT_EQ(Read(values, ""), "aab");
}

TEST(Beam, PrefersListedWords) {
  // "ca11" to "call": 1 is class 5, l is class 6.
  const auto values =
      Rows({{{3, 0.9F}}, {{1, 0.9F}}, {{5, 0.6F}, {6, 0.38F}}, {}, {{5, 0.6F}, {6, 0.38F}}},
           Letters().classes());
  EXPECT_EQ(Read(values, ""), "ca11");
  EXPECT_EQ(Read(values, "bad, call"), "call");
  EXPECT_EQ(Read(values, "calla"), "ca11");  // begun but not ended: no reason to change
}

TEST(Beam, AWordGivesWayToClearEvidence) {
  const auto values =
      Rows({{{3, 0.98F}}, {{1, 0.98F}}, {{5, 0.98F}, {6, 0.01F}}}, Letters().classes());
  EXPECT_EQ(Read(values, "cal"), "ca1");
}

TEST(Beam, ListsLeaveOutWhatCantBeRead) {
  EXPECT_TRUE(WordList("xyz; ,\n", Letters()).empty());
  EXPECT_FALSE(WordList("xyz; ab", Letters()).empty());
}

TEST(Beam, AllowedClassesAreTheOnlyOnes) {
  const Dictionary letters = Letters();
  const auto allowed = AllowOnly("l中", letters);
  ASSERT_TRUE(allowed.has_value());
  const auto values = Rows({{{5, 0.6F}, {6, 0.38F}}}, letters.classes());
  EXPECT_EQ(
      TextOf(DecodeByBeam(values, letters.classes(), *allowed, WordList("", letters)), letters),
      "l");
  EXPECT_EQ(TextOf(DecodeGreedily(values, letters.classes(), *allowed), letters), "l");
  EXPECT_EQ(AllowOnly("lé", letters).error().code(), Code::kInvalidArgument);
}

TEST(Beam, SurvivesAnything) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> any(-1, 2);
  const Dictionary letters = Letters();
  const WordList words("ab,abc,bcd,cab", letters);
  for (int round = 0; round < 200; ++round) {
    std::vector<float> values(letters.classes() * (round % 40));
    for (float& value : values) value = round % 7 == 0 ? std::nanf("") : any(random);
    for (const Glyph& glyph : DecodeByBeam(values, letters.classes(), {}, words)) {
      EXPECT_LT(glyph.klass, letters.classes());
      EXPECT_GT(glyph.klass, 0U);
    }
  }
}

}  // namespace
}  // namespace cutline::ocr
