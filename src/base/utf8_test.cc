#include "base/utf8.h"

#include <gtest/gtest.h>

namespace cutline {
namespace {

TEST(Utf8, KeepsWellFormedTextOfEveryLength) {
  for (const std::string text :
       {"", "plain", "é", "中文", "😀", "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(ValidUtf8(text), text);
  }
  EXPECT_EQ(ValidUtf8(std::string("a\0b", 3)), std::string("a\0b", 3));
}

TEST(Utf8, ReadsCodePoints) {
  std::string_view text = "aé中😀\xFF";
  for (const char32_t wanted : {U'a', U'é', U'中', U'😀', kReplacement})
    EXPECT_EQ(TakeCodePoint(text).value, wanted);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(LastCharacter("a中"), "中");
  EXPECT_EQ(LastCharacter(""), "");
}

// The rows of The Unicode Standard's tables 3-8 to 3-11.
TEST(Utf8, ReplacesEachMaximalSubpartOnce) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(ValidUtf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(ValidUtf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(ValidUtf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"),
            r + r + r + r + r + "A" + r + r + "B");
  EXPECT_EQ(ValidUtf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), r + r + r + r + "A");
}

TEST(Utf8, ReplacesWhatIsCutShortAtTheEnd) {
  EXPECT_EQ(ValidUtf8("ab\xE4\xB8"), "ab\xEF\xBF\xBD");
  EXPECT_EQ(ValidUtf8("\xF0"), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace cutline
