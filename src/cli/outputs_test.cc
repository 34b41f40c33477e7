#include "cli/outputs.h"

#include <gtest/gtest.h>

#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {
using Paths = std::vector<std::filesystem::path>;

const Input kOne{"photos/a.jpg", "a.jpg"};
const Input kOther{"other/a.jpg", "a.jpg"};
const Input kStdin{"-", "stdin"};

Result<Paths> Plan(std::string_view out, const std::vector<Input>& inputs) {
  return PlanOutputs({.out = out, .suffix = "cutout", .extension = ".png"}, inputs);
}

TEST(Outputs, LieBesideTheirInputsByDefault) {
  EXPECT_EQ(*Plan("", {kOne, {"b.c.webp", "b.c.webp"}}),
            (Paths{"photos/a.cutout.png", "b.c.cutout.png"}));
}

TEST(Outputs, OfStandardInputGoToStandardOutput) { EXPECT_EQ(*Plan("", {kStdin}), Paths{"-"}); }

TEST(Outputs, TakeTheNameOfASingleFile) { EXPECT_EQ(*Plan("x.png", {kOne}), Paths{"x.png"}); }

TEST(Outputs, KeepPathsBelowAFolder) {
  EXPECT_EQ(*Plan("out/", {kOne}), Paths{"out/a.png"});
  EXPECT_EQ(*Plan("out/", {{"in/x/a.jpg", "x/a.jpg", true}, {"in/y/a.jpg", "y/a.jpg", true}}),
            (Paths{"out/x/a.png", "out/y/a.png"}));
}

TEST(Outputs, KeepTheOldExtensionWhereNamesWouldMeet) {
  EXPECT_EQ(*Plan("out/", {{"a.jpg", "a.jpg"}, {"a.gif", "a.gif"}, {"b.gif", "b.gif"}}),
            (Paths{"out/a.jpg.png", "out/a.gif.png", "out/b.png"}));
}

TEST(Outputs, TakeANewNameForSeveralInputsAsAFolder) {
  EXPECT_EQ(*Plan("surely-not-there", {kOne, {"b.jpg", "b.jpg"}}),
            (Paths{"surely-not-there/a.png", "surely-not-there/b.png"}));
  EXPECT_EQ(*Plan("surely-not-there", {kOne}), Paths{"surely-not-there"});
  EXPECT_EQ(*Plan("surely-not-there", {{"in/a.jpg", "a.jpg", true}}),
            Paths{"surely-not-there/a.png"});
}

TEST(Outputs, TakeAFolderThatExists) {
  const testing::TempDir dir;
  EXPECT_EQ(*Plan(dir.path().string(), {kOne}), Paths{dir / "a.png"});
}

TEST(Outputs, FollowAPattern) {
  EXPECT_EQ(*Plan("o/{parent}-{name}.{ext}", {kOne, kOther}),
            (Paths{"o/photos-a.png", "o/other-a.png"}));
  std::vector<Input> ten(10, kOne);
  const auto paths = Plan("{n}.{ext}", ten);
  EXPECT_EQ(paths->front(), "01.png");
  EXPECT_EQ(paths->back(), "10.png");
  EXPECT_EQ(*Plan("{{{name}}}.x", {kOne}), Paths{"{a}.x"});
}

TEST(Outputs, NameTheNearestWordOfAPattern) {
  const auto bad = Plan("{nmae}.png", {kOne});
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().hint().en, "Did you mean {name}?");
  EXPECT_EQ(Plan("{wonderful}", {kOne}).error().code(), Code::kInvalidArgument);
  EXPECT_EQ(Plan("{name", {kOne}).error().code(), Code::kInvalidArgument);
}

TEST(Outputs, RefuseOneNameForTwoResults) {
  for (const std::string_view out : {"out/", "same.png", "{name}.{ext}"}) {
    const auto bad = Plan(out, {kOne, kOther});
    ASSERT_FALSE(bad.has_value()) << out;
    EXPECT_EQ(bad.error().code(), Code::kInvalidArgument);
    EXPECT_EQ(bad.error().field(), "output");
    EXPECT_FALSE(bad.error().hint().empty());
  }
  EXPECT_FALSE(Plan("", {kOne, kOne}).has_value());
}

TEST(Outputs, RefuseStandardOutputForSeveral) {
  EXPECT_FALSE(Plan("-", {kOne, kOther}).has_value());
}

}  // namespace
}  // namespace cutline::cli
