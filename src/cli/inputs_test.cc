#include "cli/inputs.h"

#include <gtest/gtest.h>

#include <array>

#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {

std::vector<std::string> Below(const std::vector<Input>& inputs) {
  std::vector<std::string> names;
  for (const Input& input : inputs) names.push_back(input.below.string());
  return names;
}
using Names = std::vector<std::string>;

TEST(Inputs, FindsPicturesInAFolderAndBelow) {
  const testing::TempDir dir;
  for (const char* name : {"b.JPG", "a/x.webp", "a/y.txt", ".hidden.png", ".git/z.png", "c.tiff"})
    dir.Write(name, "x");
  const auto inputs = CollectInputs({dir.path().string() + "/"}, {});
  ASSERT_TRUE(inputs.has_value());
  EXPECT_EQ(Below(*inputs), (Names{"a/x.webp", "b.JPG", "c.tiff"}));
  EXPECT_TRUE((*inputs)[0].from_folder);
}

TEST(Inputs, KeepsTheNamesOfSeveralFolders) {
  const testing::TempDir dir;
  dir.Write("one/a.jpg", "x");
  dir.Write("two/a.jpg", "x");
  EXPECT_EQ(Below(*CollectInputs({dir / "one", dir / "two/"}, {})),
            (Names{"one/a.jpg", "two/a.jpg"}));
}

TEST(Inputs, SkipsEarlierResults) {
  const testing::TempDir dir;
  for (const char* name : {"a.jpg", "a.cutout.png", "out/b.jpg"}) dir.Write(name, "x");
  EXPECT_EQ(Below(*CollectInputs({dir.path()}, {"cutout", {dir / "out"}})), (Names{"a.jpg"}));
  EXPECT_EQ(CollectInputs({dir.path()}, {})->size(), 3U);
}

TEST(Inputs, TakesAFileAsItIsEvenIfMissing) {
  const auto inputs = CollectInputs({"no/such/file", "-"}, {});
  ASSERT_TRUE(inputs.has_value());
  EXPECT_EQ(Below(*inputs), (Names{"file", "stdin"}));
  EXPECT_TRUE((*inputs)[1].is_stdin());
}

TEST(Inputs, SaysThatAFolderHasNoPictures) {
  const testing::TempDir dir;
  dir.Write("readme.txt", "x");
  const auto inputs = CollectInputs({dir.path()}, {});
  ASSERT_FALSE(inputs.has_value());
  EXPECT_EQ(inputs.error().code(), Code::kNotFound);
}

TEST(Inputs, FindsFurtherKindsWhereTheTaskReadsThem) {
  const testing::TempDir dir;
  for (const char* name : {"a.jpg", "b.PDF", "c.txt"}) dir.Write(name, "x");
  static constexpr std::array<std::string_view, 1> kPdf = {".pdf"};
  EXPECT_EQ(Below(*CollectInputs({dir.path()},
                                 {.suffix = {}, .out_folders = {}, .extra_extensions = kPdf})),
            (Names{"a.jpg", "b.PDF"}));
}

TEST(Inputs, ExpandsPatternsThatTheShellLeft) {
  const testing::TempDir dir;
  for (const char* name : {"b.jpg", "a.jpg", "c.png", "[x].jpg"}) dir.Write(name, "x");
  EXPECT_EQ(*ExpandGlobs({"-", dir / "[x].jpg", dir / "[ab].jpg", "no/such"}),
            (Names{"-", dir / "[x].jpg", dir / "a.jpg", dir / "b.jpg", "no/such"}));
  const auto none = ExpandGlobs({dir / "*.gif"});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code(), Code::kNotFound);
}

TEST(Inputs, RefusesStandardInputTwice) {
  EXPECT_EQ(CollectInputs({"-", "-"}, {}).error().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace cutline::cli
