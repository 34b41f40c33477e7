#include "cli/models.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {
using testing::FakeProgram;
using testing::Ran;
using testing::RunLine;
using testing::TempDir;

class Models : public ::testing::Test {
 protected:
  Ran Run(std::vector<std::string> words, ConsoleOptions options = {}) {
    words.insert(words.begin(), "models");
    return RunLine(program_, words, options);
  }
  TempDir home_;
  FakeProgram program_{home_.path()};
};

TEST_F(Models, AreListedWithTheirStates) {
  program_.loaded = {"u2netp"};
  const Ran ran = Run({"list"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_TRUE(ran.out.starts_with("MODEL"));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'),
            static_cast<long>(program_.catalogue().entries().size()) + 1);
  EXPECT_NE(ran.out.find("absent"), std::string::npos);
  EXPECT_NE(ran.out.find("loaded"), std::string::npos);
}

TEST_F(Models, AreListedAsJson) {
  const auto array = boost::json::parse(Run({"list", "--json"}).out).as_array();
  EXPECT_EQ(array.size(), program_.catalogue().entries().size());
  EXPECT_EQ(array[0].at("state").as_string(), "absent");
  EXPECT_FALSE(array[0].as_object().contains("plan"));
}

TEST_F(Models, AreShownWithTheirPlan) {
  const auto located = program_.store().Locate(**program_.catalogue().Find("u2netp"));
  home_.Write(located.path.lexically_relative(home_.path()).string(), "not a model");
  const std::string out = Run({"show", "u2netp"}).out;
  EXPECT_NE(out.find("precision in use: f16 (fastest within budget)"), std::string::npos) << out;
  EXPECT_NE(out.find("MAE 0.0018"), std::string::npos) << out;
  EXPECT_NE(Run({"show", "isnet-general-use"}).out.find("how to get it: "), std::string::npos);
}

TEST_F(Models, NameTheNearest) {
  const Ran ran = Run({"show", "u2nepp"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find("u2netp"), std::string::npos) << ran.err;
}

TEST_F(Models, PrintTheirPath) {
  const Ran ran = Run({"path", "u2netp"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_TRUE(ran.out.starts_with(home_.path().string())) << ran.out;
  EXPECT_TRUE(ran.out.ends_with("u2netp.onnx\n")) << ran.out;
}

TEST_F(Models, RefuseAWrongFile) {
  const std::string file = home_.Write("page.html", "<!DOCTYPE html><html></html>").string();
  const Ran ran = Run({"import", "u2netp", file});
  EXPECT_EQ(ran.exit, 65) << ran.err;
  EXPECT_EQ(Run({"verify", "u2netp"}).exit, 69);
  EXPECT_EQ(Run({"import", "u2netp", home_ / "missing.onnx"}).exit, 66);
}

TEST_F(Models, VerifyAllThatAreThere) {
  EXPECT_EQ(Run({"verify"}).exit, 0);
  for (const char* name : {"u2netp", "isnet-general-use"}) {
    const auto located = program_.store().Locate(**program_.catalogue().Find(name));
    home_.Write(located.path.lexically_relative(home_.path()).string(), "broken");
  }
  const Ran ran = Run({"verify"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_NE(ran.err.find("u2netp"), std::string::npos);
  EXPECT_NE(ran.err.find("isnet-general-use"), std::string::npos);
}

TEST_F(Models, AreRemoved) {
  const auto located = program_.store().Locate(**program_.catalogue().Find("u2netp"));
  home_.Write(located.path.lexically_relative(home_.path()).string(), "x");
  EXPECT_EQ(Run({"remove", "u2netp"}).exit, 0);
  EXPECT_FALSE(std::filesystem::exists(located.path));
  EXPECT_EQ(Run({"remove", "u2netp"}).exit, 66);
}

TEST_F(Models, ShowTheLicenceBeforePulling) {
  // Nobody listens on port 1: the download fails, but only after the licence was said.
  const Ran ran = Run({"pull", "u2netp", "--url", "http://127.0.0.1:1/u2netp.onnx"});
  EXPECT_EQ(ran.exit, 74) << ran.err;
  EXPECT_LT(ran.err.find("u2netp: "), ran.err.find("error:"));
  EXPECT_EQ(Run({"pull", "u2netp", "u2net", "--url", "http://127.0.0.1:1/"}).exit, 2);
}

TEST_F(Models, AreCalibrated) {
  const Ran ran = Run({"calibrate", "u2netp", "--images", "/photos"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_EQ(program_.calibrated_on, "/photos");
  EXPECT_NE(ran.out.find("24.50"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("auto → f16"), std::string::npos) << ran.out;
  EXPECT_EQ(boost::json::parse(Run({"calibrate", "u2netp", "--json"}).out).as_array().size(), 2U);
  EXPECT_EQ(Run({"calibrate"}).exit, 69);  // none is here
}

TEST_F(Models, SpeakChinese) {
  EXPECT_TRUE(Run({"list"}, {.language = Language::kChinese}).out.starts_with("模型"));
}

}  // namespace
}  // namespace cutline::cli
