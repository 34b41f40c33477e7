#include "cli/parse.h"

#include <gtest/gtest.h>

#include <array>

namespace cutline::cli {
namespace {

constexpr std::array<std::string_view, 2> kChoices = {"png", "webp"};
constexpr std::array kDecls = {
    OptionDecl{.name = "model", .letter = 'm', .type = OptionType::kText},
    OptionDecl{.name = "only-mask"},
    OptionDecl{.name = "detect", .fallback = "true"},
    OptionDecl{.name = "format", .letter = 'f', .type = OptionType::kChoice, .choices = kChoices},
    OptionDecl{
        .name = "quality", .letter = 'q', .type = OptionType::kInteger, .min = 1, .max = 100},
};

Result<ParsedArguments> Parse(std::vector<std::string> words) {
  return ParseArguments(kDecls, words);
}

std::string Value(const ParsedArguments& parsed, std::string_view name) {
  for (const Assignment& option : parsed.options) {
    if (option.name == name) return option.text;
  }
  return "(not given)";
}

TEST(Parse, ReadsEveryWayToWriteAValue) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--model", "a"}, {"--model=a"}, {"-m", "a"}, {"-ma"}}) {
    const auto parsed = Parse(words);
    ASSERT_TRUE(parsed.has_value()) << words[0];
    EXPECT_EQ(Value(*parsed, "model"), "a");
    EXPECT_EQ(parsed->options[0].origin, "--model");
  }
}

TEST(Parse, ReadsFlagsWithAndWithoutAValue) {
  EXPECT_EQ(Value(*Parse({"--only-mask"}), "only-mask"), "true");
  EXPECT_EQ(Value(*Parse({"--only-mask=no"}), "only-mask"), "no");
  EXPECT_EQ(Value(*Parse({"x"}), "only-mask"), "(not given)");
  EXPECT_EQ(Value(*Parse({"--detect"}), "detect"), "true");
  EXPECT_EQ(Value(*Parse({"--no-detect"}), "detect"), "false");
  EXPECT_EQ(Value(*Parse({"--no-detect=false"}), "detect"), "true");
  EXPECT_EQ(Value(*Parse({"--detect=false"}), "detect"), "false");
  EXPECT_FALSE(Parse({"--no-only-mask"}).has_value());
}

TEST(Parse, KeepsOperandsInOrderAmongOptions) {
  const auto parsed = Parse({"b.jpg", "--format", "webp", "-", "a.jpg"});
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->operands, (std::vector<std::string>{"b.jpg", "-", "a.jpg"}));
}

TEST(Parse, LeavesOddFileNamesAlone) {
  const auto parsed = Parse({"[a,b].jpg", "[x]", "--", "-q.jpg", "--model"});
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->operands, (std::vector<std::string>{"[a,b].jpg", "[x]", "-q.jpg", "--model"}));
}

TEST(Parse, TakesTheLastOfARepeatedOption) {
  EXPECT_EQ(Value(*Parse({"-m", "a", "--model", "b"}), "model"), "b");
}

TEST(Parse, TakesAnEmptyValueAsEmpty) {
  const auto parsed = Parse({"--model=", "x.jpg"});
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(Value(*parsed, "model"), "");
  EXPECT_EQ(parsed->operands, (std::vector<std::string>{"x.jpg"}));
  EXPECT_EQ(Value(*Parse({"--model", "", "x.jpg"}), "model"), "");
}

TEST(Parse, FindsHelp) {
  EXPECT_TRUE(Parse({"-h"})->help);
  EXPECT_TRUE(Parse({"x", "--help"})->help);
  EXPECT_FALSE(Parse({"x"})->help);
}

TEST(Parse, NamesTheNearestOption) {
  const auto parsed = Parse({"--modle", "a"});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().code(), Code::kInvalidArgument);
  EXPECT_EQ(parsed.error().sentence().en, "There is no option “--modle” here.");
  EXPECT_EQ(parsed.error().hint().en, "Did you mean “--model”?");
  EXPECT_EQ(Parse({"--only-maks=yes"}).error().hint().en, "Did you mean “--only-mask”?");
}

TEST(Parse, PointsToHelpForAnOptionLikeNoOther) {
  EXPECT_EQ(Parse({"--zzzzzzzz"}).error().hint().en, "Add --help to see the options.");
  EXPECT_EQ(Parse({"-z"}).error().sentence().en, "There is no option “-z” here.");
}

TEST(Parse, SaysWhichOptionLacksItsValue) {
  const auto parsed = Parse({"x.jpg", "--model"});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().sentence().en, "--model needs a value.");
  EXPECT_EQ(parsed.error().field(), "model");
}

TEST(Parse, ChecksValuesAgainstTheirDeclarations) {
  EXPECT_EQ(Parse({"--quality", "101"}).error().field(), "quality");
  EXPECT_EQ(Parse({"--quality", "-5"}).error().field(), "quality");
  EXPECT_NE(Parse({"--format", "pgn"}).error().sentence().en.find("png"), std::string::npos);
  EXPECT_EQ(Parse({"--only-mask=perhaps"}).error().field(), "only_mask");
}

}  // namespace
}  // namespace cutline::cli
