#include "app/config_file.h"

#include <gtest/gtest.h>

namespace cutline::app {
namespace {

TEST(ConfigFile, ReadsScalarsListsAndTablesWithTheirLines) {
  const auto file = ParseConfig(
      "threads = 4\nlisten = \"0.0.0.0:80\"\npreload = [\"a\", \"b\"]\n\n[remove]\n"
      "only_mask = true\nratio = 0.5\n",
      "c.toml");
  ASSERT_TRUE(file.has_value());
  ASSERT_EQ(file->entries.size(), 5U);
  EXPECT_EQ(file->entries[0].text, "4");
  EXPECT_EQ(file->entries[1].text, "0.0.0.0:80");
  EXPECT_EQ(file->entries[2].text, "a,b");
  EXPECT_EQ(file->entries[2].line, 3);
  EXPECT_EQ(file->entries[3].table, "remove");
  EXPECT_EQ(file->entries[3].text, "true");
  EXPECT_EQ(file->entries[4].text, "0.5");
  EXPECT_EQ(file->entries[4].line, 7);
}

TEST(ConfigFile, NamesTheLineThatIsNotToml) {
  const auto file = ParseConfig("threads = 4\nmodel = u2netp\n", "c.toml");
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code(), Code::kInvalidArgument);
  EXPECT_TRUE(file.error().sentence().en.starts_with("c.toml line 2 is not valid TOML"))
      << file.error().ToString();
  EXPECT_FALSE(ParseConfig("a = 1\na = 2\n", "c.toml").has_value());
}

TEST(ConfigFile, ReportsValuesThatNoOptionTakes) {
  const auto file =
      ParseConfig("threads = [[1], [2]]\nday = 2026-11-24\n[remove.deep]\nx = 1\n", "c.toml");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->problems.size(), 3U);
  EXPECT_TRUE(file->entries.empty());
}

TEST(ConfigFile, AcceptsAnEmptyFile) {
  EXPECT_TRUE(ParseConfig("# nothing\n", "c.toml")->entries.empty());
}

TEST(ConfigFile, SaysThatAFileIsMissing) {
  EXPECT_EQ(ReadConfigFile("/no/such/cutline.toml").error().code(), Code::kNotFound);
}

}  // namespace
}  // namespace cutline::app
