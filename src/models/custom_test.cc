#include "models/custom.h"

#include <gtest/gtest.h>

#include "models/testing/onnx_builder.h"
#include "models/testing/temp_dir.h"

namespace cutline::models {
namespace {

using testing::Onnx;

std::string FieldOf(const PreprocessingText& text) {
  const auto input = ParsePreprocessing(text);
  return input ? "accepted" : std::string(input.error().field());
}

TEST(Preprocessing, ReadsWhatPeopleWrite) {
  const auto input = ParsePreprocessing(
      {.size = "1024x684", .mean = "imagenet", .deviation = "1,0.5,2", .scale = "255"});
  ASSERT_TRUE(input.has_value());
  EXPECT_EQ(input->width, 1024);
  EXPECT_EQ(input->height, 684);
  EXPECT_FLOAT_EQ(input->mean[1], 0.456F);
  EXPECT_FLOAT_EQ(input->deviation[1], 0.5F);
  EXPECT_FALSE(input->scale_by_maximum);
  EXPECT_EQ(ParsePreprocessing({.size = "320"})->height, 320);
}

TEST(Preprocessing, NamesTheFieldAtFault) {
  for (const char* size : {"0", "-1", "x", "320x", "x320", "9000", "320x240x1", "32.5"}) {
    EXPECT_EQ(FieldOf({.size = size}), "size") << size;
  }
  for (const char* mean : {"", "1", "1,2", "1,2,3,4", "a,b,c", "nan,0,0", "1,2,"}) {
    EXPECT_EQ(FieldOf({.mean = mean}), "mean") << mean;
  }
  EXPECT_EQ(FieldOf({.deviation = "1,0,1"}), "deviation");
  EXPECT_EQ(FieldOf({.scale = "128"}), "scale");
}

class Custom : public ::testing::Test {
 protected:
  testing::TempDir dir_;
  Preprocessing any_size_ = {.width = 0, .height = 0};
};

TEST_F(Custom, TakesNameAndSizeFromTheFile) {
  const auto path = dir_.Write("My net (2).onnx", Onnx({.input_shape = {1, 3, 240, 320}}));
  const auto entry = CustomEntry(path, "", any_size_, OutputTreatment::kSigmoidMinMax);
  ASSERT_TRUE(entry.has_value()) << entry.error().ToString();
  EXPECT_EQ(entry->name, "My-net--2-");
  EXPECT_EQ(entry->input.width, 320);
  EXPECT_EQ(entry->input.height, 240);
  EXPECT_EQ(entry->output, OutputTreatment::kSigmoidMinMax);
  EXPECT_FALSE(entry->commercial_use);
}

TEST_F(Custom, WantsASizeWhereTheNetworkLeavesItOpen) {
  const auto path = dir_.Write("m.onnx", Onnx({.input_shape = {1, 3, -1, -1}}));
  EXPECT_EQ(CustomEntry(path, "m", any_size_, OutputTreatment::kMinMax).error().field(), "size");
  EXPECT_EQ(
      CustomEntry(path, "m", {.width = 96, .height = 64}, OutputTreatment::kMinMax)->input.width,
      96);
}

TEST_F(Custom, RefusesANetworkOfAnotherShape) {
  const auto refusal = [&](std::vector<std::int64_t> shape) {
    const auto path = dir_.Write("m.onnx", Onnx({.input_shape = std::move(shape)}));
    const auto entry =
        CustomEntry(path, "m", {.width = 320, .height = 320}, OutputTreatment::kMinMax);
    if (entry) return std::string("accepted");
    EXPECT_EQ(entry.error().code(), Code::kUnprocessable);
    return entry.error().sentence().en;
  };
  EXPECT_EQ(refusal({1, 3, 320, 320}), "accepted");
  EXPECT_EQ(refusal({-1, 3, 320, 320}), "accepted");
  EXPECT_EQ(
      refusal({3, 320, 320}),
      "The network's input has 3 dimensions; four are needed: batch, channels, height, width.");
  EXPECT_EQ(
      refusal({}),
      "The network's input has 0 dimensions; four are needed: batch, channels, height, width.");
  EXPECT_EQ(refusal({1, 3, 512, 512}),
            "The network takes 1×3×512×512, but 1×3×320×320 was expected.");
  EXPECT_EQ(refusal({1, 320, 320, 3}),
            "The network takes 1×320×320×3, but 1×3×320×320 was expected.");
  EXPECT_EQ(refusal({8, 3, -1, -1}), "The network takes 8×3×?×?, but 1×3×320×320 was expected.");
}

TEST_F(Custom, RefusesTwoPictures) {
  const auto path = dir_.Write(
      "m.onnx",
      Onnx({.extra_in_graph = testing::Bytes(11, testing::ValueInfo("trimap", {1, 1, 320, 320}))}));
  EXPECT_EQ(CustomEntry(path, "m", {}, OutputTreatment::kMinMax).error().sentence().en,
            "The network has 2 inputs; one, the picture, is needed.");
}

TEST_F(Custom, RefusesNamesThatAreNoPartOfAPath) {
  const auto path = dir_.Write("m.onnx", Onnx());
  for (const char* name : {"../m", "a/b", ".m", "-m", "a b", "中"}) {
    EXPECT_EQ(CustomEntry(path, name, {}, OutputTreatment::kMinMax).error().field(), "model")
        << name;
  }
}

TEST_F(Custom, RefusesAnAbsentFile) {
  EXPECT_EQ(CustomEntry(dir_.path() / "m.onnx", "m", {}, OutputTreatment::kMinMax).error().code(),
            Code::kNotFound);
}

}  // namespace
}  // namespace cutline::models
