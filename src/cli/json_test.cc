#include "cli/json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace cutline::cli {
namespace {

TEST(Json, EscapesAndEndsTheLine) {
  const std::string line =
      ToJson(FileResult{.input = "a\"\n.jpg", .output = "b"}, Language::kEnglish);
  EXPECT_TRUE(line.ends_with("}\n"));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(boost::json::parse(line).at("input").as_string(), "a\"\n.jpg");
}

TEST(Json, StaysUtf8ForAnyFileName) {
  const std::string line =
      ToJson(FileResult{.input = "\xff.jpg", .output = "b"}, Language::kEnglish);
  EXPECT_EQ(boost::json::parse(line).at("input").as_string(), "\xef\xbf\xbd.jpg");
}

TEST(Json, SpeaksTheLanguageAndKeepsTheKeys) {
  const std::vector<Status> problems = {
      InvalidArgument({"Bad.", "不好。"}).WithField("model").WithHint({"Mend.", "改。"})};
  const auto error = boost::json::parse(ToJson(problems, Language::kChinese)).at(0);
  EXPECT_EQ(error.at("code").as_string(), "invalid-argument");
  EXPECT_EQ(error.at("message").as_string(), "不好。");
  EXPECT_EQ(error.at("hint").as_string(), "改。");
  EXPECT_EQ(error.at("field").as_string(), "model");
}

TEST(Json, DescribesAModel) {
  models::ModelEntry entry;
  entry.name = "net";
  entry.precisions = {{.precision = "bf16", .mae_mean = 0.5}};
  const ModelView view{&entry, "verified", {}, ModelPlan{"f16", "fast", std::nullopt}};
  const auto object = boost::json::parse(ToJson(view));
  EXPECT_EQ(object.at("state").as_string(), "verified");
  EXPECT_EQ(object.at("plan").at("precision").as_string(), "f16");
  EXPECT_EQ(object.at("shipped_precisions").at(0).at("mae_mean").as_double(), 0.5);
}

}  // namespace
}  // namespace cutline::cli
