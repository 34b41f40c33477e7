#include "api/language.h"

#include <gtest/gtest.h>

namespace cutline::api {
namespace {

TEST(ChooseLanguage, TakesTheBetterRatedOfChineseAndEnglish) {
  const std::pair<const char*, Language> cases[] = {
      {"", Language::kEnglish},
      {"zh-CN", Language::kChinese},
      {"ZH", Language::kChinese},
      {"fr, zh;q=0.4", Language::kChinese},
      {"en-GB;q=0.8, zh-TW;q=0.9", Language::kChinese},
      {"zh;q=0.5,en;q=0.6", Language::kEnglish},
      {"zh,en", Language::kEnglish},
      {"zh;q=0", Language::kEnglish},
      {"*", Language::kEnglish},
      {";;,q=,,zh;q=abc", Language::kChinese},
  };
  for (const auto& [header, expected] : cases)
    EXPECT_EQ(ChooseLanguage(header), expected) << header;
}

TEST(In, FallsBackToEnglish) {
  EXPECT_EQ(In(Language::kChinese, Sentence("Only English.")), "Only English.");
  EXPECT_EQ(In(Language::kChinese, Sentence("English.", "中文。")), "中文。");
}

}  // namespace
}  // namespace cutline::api
