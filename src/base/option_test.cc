#include "base/option.h"

#include <gtest/gtest.h>

#include <array>

namespace cutline {
namespace {

constexpr std::array<std::string_view, 3> kFormats = {"png", "webp", "mask"};
constexpr std::array<OptionDecl, 8> kDecls = {{
    {.name = "only-mask", .type = OptionType::kFlag},
    {.name = "quality",
     .letter = 'q',
     .type = OptionType::kInteger,
     .fallback = "90",
     .min = 1,
     .max = 100},
    {.name = "threshold", .type = OptionType::kNumber, .fallback = "0.5", .min = 0, .max = 1},
    {.name = "model", .type = OptionType::kText, .fallback = "u2netp"},
    {.name = "format", .type = OptionType::kChoice, .fallback = "png", .choices = kFormats},
    {.name = "max-body",
     .type = OptionType::kBytes,
     .fallback = "20MiB",
     .min = 1024,
     .max = 1 << 30},
    {.name = "timeout", .type = OptionType::kDuration, .fallback = "30s", .min = 100, .max = 600e3},
    {.name = "seed", .type = OptionType::kInteger},
}};

const OptionDecl& Decl(std::string_view name) { return *FindOption(kDecls, name); }

template <class T>
T Parse(std::string_view name, std::string_view text) {
  const auto value = ParseOption(Decl(name), text);
  EXPECT_TRUE(value.has_value()) << name << "=" << text;
  return value ? std::get<T>(*value) : T();
}
Status Refusal(std::string_view name, std::string_view text) {
  const auto value = ParseOption(Decl(name), text);
  EXPECT_FALSE(value.has_value()) << name << "=" << text;
  return value ? Status() : value.error();
}

TEST(ParseOption, ReadsFlagsInEveryUsualWord) {
  for (const char* text : {"true", "1", "yes", "on", "TRUE", "Yes"})
    EXPECT_TRUE(Parse<bool>("only-mask", text));
  for (const char* text : {"false", "0", "no", "off", "OFF"})
    EXPECT_FALSE(Parse<bool>("only-mask", text));
  for (const char* text : {"", "2", "maybe", "truee"}) {
    EXPECT_EQ(Refusal("only-mask", text).code(), Code::kInvalidArgument);
  }
}

TEST(ParseOption, ReadsWholeNumbersInRange) {
  EXPECT_EQ(Parse<std::int64_t>("quality", "1"), 1);
  EXPECT_EQ(Parse<std::int64_t>("quality", "100"), 100);
  for (const char* text :
       {"0", "101", "-5", "99999999999999999999", "", "1.5", "12x", " 1", "1e1"}) {
    EXPECT_EQ(Refusal("quality", text).field(), "quality");
  }
}

TEST(ParseOption, WithoutARangeTakesAllNumbers) {
  EXPECT_EQ(Parse<std::int64_t>("seed", "-9223372036854775808"),
            std::numeric_limits<std::int64_t>::min());
}

TEST(ParseOption, ReadsNumbersInRange) {
  EXPECT_EQ(Parse<double>("threshold", "0.25"), 0.25);
  EXPECT_EQ(Parse<double>("threshold", "1e-3"), 0.001);
  for (const char* text : {"1.01", "-0.1", "nan", "inf", "", "0,5", "0.5x"}) {
    EXPECT_EQ(Refusal("threshold", text).code(), Code::kInvalidArgument);
  }
}

TEST(ParseOption, NamesTheRangeInItsOwnUnit) {
  EXPECT_EQ(Refusal("quality", "0").sentence().en,
            "quality can't be “0”: it must lie between 1 and 100.");
  EXPECT_EQ(Refusal("quality", "0").sentence().zh, "quality 的值不能是“0”：必须在 1 与 100 之间。");
  EXPECT_NE(Refusal("max-body", "1").sentence().en.find("between 1.0 KiB and 1.0 GiB"),
            std::string::npos);
  EXPECT_NE(Refusal("timeout", "1h").sentence().en.find("between 0.1s and 600s"),
            std::string::npos);
}

TEST(ParseOption, ReadsSizesAndDurations) {
  EXPECT_EQ(Parse<std::int64_t>("max-body", "64 MB"), 64 << 20);
  EXPECT_EQ(Parse<std::int64_t>("timeout", "30s"), 30000);
  EXPECT_EQ(Parse<std::int64_t>("timeout", "1500ms"), 1500);
  EXPECT_EQ(Parse<std::int64_t>("timeout", "2m"), 120000);
  EXPECT_EQ(Parse<std::int64_t>("timeout", "1.5min"), 90000);
  EXPECT_EQ(Parse<std::int64_t>("timeout", "5"), 5000);
  for (const char* text : {"", "s", "-1s", "5 days", "1e999s", "nan"}) {
    EXPECT_NE(Refusal("timeout", text).sentence().en.find("like 30s or 500ms"), std::string::npos);
  }
  EXPECT_NE(Refusal("max-body", "big").sentence().en.find("like 20MiB"), std::string::npos);
}

TEST(ParseOption, RefusesDurationsThatNoClockCanHold) {
  constexpr OptionDecl kAny{.name = "wait", .type = OptionType::kDuration};
  EXPECT_TRUE(ParseOption(kAny, "200000h").has_value());
  EXPECT_FALSE(ParseOption(kAny, "999999999h").has_value());
}

TEST(ParseOption, NamesTheNearestChoiceOrAllOfThem) {
  EXPECT_EQ(Parse<std::string>("format", "webp"), "webp");
  EXPECT_NE(Refusal("format", "wepb").sentence().en.find("perhaps “webp” was meant."),
            std::string::npos);
  EXPECT_NE(Refusal("format", "wepb").sentence().zh.find("“webp”"), std::string::npos);
  EXPECT_NE(Refusal("format", "tiff").sentence().en.find("one of png, webp, mask"),
            std::string::npos);
}

TEST(ParseOption, RepeatsLongValuesOnlyInPart) {
  std::string text;
  while (text.size() < 1'000'000) text += "中";
  for (const char* name : {"only-mask", "format", "quality", "timeout"}) {
    const Status status = Refusal(name, text);
    EXPECT_LT(status.sentence().en.size(), 200U);
    EXPECT_NE(status.sentence().en.find("中…”"), std::string::npos);
  }
}

TEST(OptionNames, FollowFromTheOneDeclared) {
  EXPECT_EQ(OptionKey("only-mask"), "only_mask");
  EXPECT_EQ(OptionVariable("only-mask"), "CUTLINE_ONLY_MASK");
  EXPECT_EQ(FindOption(kDecls, "only_mask"), FindOption(kDecls, "only-mask"));
  EXPECT_EQ(FindOption(kDecls, "only"), nullptr);
}

TEST(UnknownOption, NamesTheNearestOrAll) {
  const Status near = UnknownOption("only_maks", kDecls);
  EXPECT_EQ(near.code(), Code::kInvalidArgument);
  EXPECT_EQ(near.field(), "only_maks");
  EXPECT_EQ(near.hint().en, "Did you mean “only-mask”?");
  EXPECT_EQ(near.hint().zh, "是否想写“only-mask”？");
  const Status far = UnknownOption("zebra", kDecls);
  EXPECT_NE(far.hint().en.find("only-mask, quality"), std::string::npos);
  EXPECT_LT(UnknownOption(std::string(1'000'000, 'x'), kDecls).ToString().size(), 300U);
}

TEST(OptionValues, StartAtTheirDefaults) {
  const OptionValues values(kDecls);
  EXPECT_FALSE(values.Flag("only-mask"));
  EXPECT_EQ(values.Integer("quality"), 90);
  EXPECT_EQ(values.Number("threshold"), 0.5);
  EXPECT_EQ(values.Text("model"), "u2netp");
  EXPECT_EQ(values.Text("format"), "png");
  EXPECT_EQ(values.Integer("max-body"), 20 << 20);
  EXPECT_EQ(values.Integer("timeout"), 30000);
  EXPECT_EQ(values.Integer("seed"), 0);
  EXPECT_TRUE(values.IsDefault("quality"));
  EXPECT_EQ(values.Origin("quality"), "default");
  EXPECT_EQ(values.decls().size(), kDecls.size());
}

TEST(OptionValues, RememberWhatWasSetAndWhere) {
  OptionValues values(kDecls);
  EXPECT_TRUE(values.Set("max_body", "64 MB", "cutline.toml:12").ok());
  EXPECT_TRUE(values.Set("only-mask", "yes", "--only-mask").ok());
  EXPECT_EQ(values.Integer("max-body"), 64 << 20);
  EXPECT_EQ(values.Origin("max-body"), "cutline.toml:12");
  EXPECT_EQ(values.Show("max-body"), "64 MB");
  EXPECT_EQ(values.Show("only_mask"), "true");
  EXPECT_FALSE(values.IsDefault("max-body"));
}

TEST(OptionValues, KeepTheOldValueWhenTheNewOneIsBad) {
  OptionValues values(kDecls);
  EXPECT_TRUE(values.Set("quality", "50", "first").ok());
  EXPECT_EQ(values.Set("quality", "500", "second").code(), Code::kInvalidArgument);
  EXPECT_EQ(values.Integer("quality"), 50);
  EXPECT_EQ(values.Origin("quality"), "first");
  EXPECT_EQ(values.Set("qualty", "50", "x").code(), Code::kInvalidArgument);
}

TEST(OptionValues, AreEqualInCanonicalFormExactlyWhenTheyMeanTheSame) {
  OptionValues a(kDecls);
  OptionValues b(kDecls);
  EXPECT_EQ(a.Canonical(), b.Canonical());
  EXPECT_TRUE(a.Set("timeout", "1500ms", "x").ok());
  EXPECT_TRUE(b.Set("timeout", "1.5s", "y").ok());
  EXPECT_EQ(a.Canonical(), b.Canonical());
  EXPECT_TRUE(b.Set("only-mask", "on", "y").ok());
  EXPECT_NE(a.Canonical(), b.Canonical());
}

TEST(OptionValues, CannotForgeACanonicalKey) {
  constexpr std::array<OptionDecl, 2> kTexts = {
      {{.name = "a", .type = OptionType::kText}, {.name = "b", .type = OptionType::kText}}};
  OptionValues one(kTexts);
  OptionValues two(kTexts);
  EXPECT_TRUE(one.Set("a", "x;b=0:", "o").ok());
  EXPECT_TRUE(two.Set("a", "x", "o").ok());
  EXPECT_TRUE(two.Set("b", ";b=0:", "o").ok());
  EXPECT_NE(one.Canonical(), two.Canonical());
}

TEST(OptionValues, AreCopiedWhole) {
  OptionValues copy;
  {
    OptionValues original(kDecls);
    EXPECT_TRUE(original.Set("model", "isnet", "--model").ok());
    copy = original;
  }
  EXPECT_EQ(copy.Text("model"), "isnet");
  EXPECT_EQ(copy.Origin("model"), "--model");
}

TEST(OptionValuesDeathTest, WantDeclaredNamesUniqueAndDefaultsThatParse) {
  EXPECT_DEATH((void)OptionValues(kDecls).Flag("no-such"), "CHECK");
  constexpr std::array<OptionDecl, 1> kBad = {
      {{.name = "n", .type = OptionType::kInteger, .fallback = "x"}}};
  EXPECT_DEATH(OptionValues{kBad}, "CHECK");
  constexpr std::array<OptionDecl, 2> kTwice = {{{.name = "a-b"}, {.name = "a_b"}}};
  EXPECT_DEATH(OptionValues{kTwice}, "CHECK");
}

TEST(Nearest, FindsLikelySlips) {
  constexpr std::array<std::string_view, 4> kModels = {"u2net", "u2netp", "isnet-general-use",
                                                       "silueta"};
  EXPECT_EQ(Nearest("u2netp", kModels), "u2netp");
  EXPECT_EQ(Nearest("u2ntep", kModels), "u2netp");  // two letters swapped are one slip
  EXPECT_EQ(Nearest("isnet-general", kModels), "isnet-general-use");
  EXPECT_EQ(Nearest("siluetta", kModels), "silueta");
}

TEST(Nearest, PrefersTheNearerAndThenTheFirst) {
  constexpr std::array<std::string_view, 3> kWords = {"aaab", "aaac", "aaaa"};
  EXPECT_EQ(Nearest("aaaa", kWords), "aaaa");
  EXPECT_EQ(Nearest("aaad", kWords), "aaab");
}

TEST(Nearest, FindsNothingWhenNothingIsNear) {
  constexpr std::array<std::string_view, 3> kWords = {"u2net", "x", ""};
  EXPECT_EQ(Nearest("zebra", kWords), "");
  EXPECT_EQ(Nearest("y", kWords), "");
  EXPECT_EQ(Nearest("", kWords), "");
  EXPECT_EQ(Nearest("u2net", {}), "");
  EXPECT_EQ(Nearest(std::string(10'000'000, 'u'), kWords), "");
}

}  // namespace
}  // namespace cutline
