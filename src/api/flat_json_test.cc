#include "api/flat_json.h"

#include <gtest/gtest.h>

namespace cutline::api {
namespace {

TEST(FlatJson, ReadsScalarsInOrder) {
  const auto members = ReadFlatObject(
      R"( {"file":"aGk=", "quality": 9e1, "png_effort":3, "big":18446744073709551615,
          "only_mask":true, "h\u0069":"\u4e2d\n"} )");
  ASSERT_TRUE(members) << members.error().ToString();
  ASSERT_EQ(members->size(), 6U);
  EXPECT_EQ((*members)[0].value, "aGk=");
  EXPECT_EQ((*members)[1].value, "90");
  EXPECT_EQ((*members)[2].value, "3");
  EXPECT_EQ((*members)[3].value, "18446744073709551615");
  EXPECT_EQ((*members)[4].value, "true");
  EXPECT_EQ((*members)[5].name, "hi");
  EXPECT_EQ((*members)[5].value, "中\n");
  EXPECT_TRUE((*members)[5].is_text);
  EXPECT_FALSE((*members)[4].is_text);
}

TEST(FlatJson, ReadsListsOfTexts) {
  const auto members = ReadFlatObject(R"({"file":["a","b"],"also":["c"],"n":1})");
  ASSERT_TRUE(members) << members.error().ToString();
  std::string told;
  for (const JsonMember& m : *members)
    told += fmt::format("{}={}{} ", m.name, m.value, m.in_list ? "*" : "");
  EXPECT_EQ(told, "file=a* file=b* also=c* n=1 ");
}

TEST(FlatJson, RefusesEndlessLists) {
  std::string text = R"({"file":[)";
  for (int i = 0; i < 100'000; ++i) text += R"("a",)";
  EXPECT_FALSE(ReadFlatObject(text + R"("z"]})"));
}

TEST(FlatJson, ReadsLongTextWhole) {
  const std::string text(3'000'000, 'A');
  const auto members = ReadFlatObject(R"({"file":")" + text + R"("})");
  ASSERT_TRUE(members);
  EXPECT_EQ((*members)[0].value, text);
}

TEST(FlatJson, RefusesNullAndNestedValuesByName) {
  for (const char* value : {"null", "[]", "[0,0,0]", "{}", R"({"a":1})", R"(["a",1])",
                            R"(["a",["b"]])", R"([{}])", R"(["a",null])"}) {
    const auto members = ReadFlatObject(fmt::format(R"({{"a":1,"deep":{}}})", value));
    ASSERT_FALSE(members) << value;
    EXPECT_EQ(members.error().field(), "deep");
  }
}

TEST(FlatJson, RefusesWhatIsNoObject) {
  for (const char* text : {"", "[]", "null", "1", "\"a\"", "{", R"({"a":1)", R"({"a" 1})", "{} {}",
                           "{}x", "\xef\xbb\xbf{}", R"({"a":"\ud800"})", "[[[[[[[["}) {
    const auto members = ReadFlatObject(text);
    ASSERT_FALSE(members) << text;
    EXPECT_EQ(members.error().code(), Code::kInvalidArgument);
    EXPECT_TRUE(members.error().field().empty()) << text;
  }
}

TEST(FlatJson, RefusesEndlessMembers) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += fmt::format("\"a{}\":1,", i);
  text += "\"z\":1}";
  EXPECT_FALSE(ReadFlatObject(text));
}

}  // namespace
}  // namespace cutline::api
