#include "matting/calibrate.h"

#include <gtest/gtest.h>

#include "inference/fake_engine.h"

namespace cutline::matting {
namespace {

using image::Image;

Image Mask(std::initializer_list<std::uint8_t> values) {
  Image mask({static_cast<int>(values.size()), 1}, 1);
  std::copy(values.begin(), values.end(), mask.data());
  return mask;
}

TEST(MaskError, IsMeanAbsoluteDifferenceAndOverlap) {
  EXPECT_DOUBLE_EQ(MaskMae(Mask({0, 255, 0, 255}), Mask({0, 255, 255, 255})), 0.25);
  EXPECT_DOUBLE_EQ(MaskIou(Mask({0, 255, 0, 255}), Mask({0, 255, 255, 255})), 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(MaskIou(Mask({0, 0}), Mask({127, 0})), 1.0);
}

TEST(Calibrate, MeasuresEveryPrecisionAgainstF32) {
  inference::FakeEngine engine(
      {.precisions = {inference::Precision::kF32, inference::Precision::kF16}});
  CalibrationInput input;
  input.entry.input = {.width = 32, .height = 32};
  input.cpu_features = "avx2";
  const SteadyClock clock;
  std::vector<std::string> seen;
  const auto rows = Calibrate(engine, input, SamplePictures(3, {64, 48}), Context{clock, {}, {}},
                              [&](std::string_view precision, std::size_t done, std::size_t total) {
                                seen.push_back(fmt::format("{} {}/{}", precision, done, total));
                              });
  ASSERT_TRUE(rows.has_value()) << rows.error().ToString();
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(rows->at(0).precision, "f32");
  EXPECT_EQ(rows->at(0).mae_mean, 0);
  EXPECT_EQ(rows->at(0).iou_min, 1);
  EXPECT_EQ(rows->at(1).precision, "f16");
  EXPECT_GE(rows->at(1).mae_max, rows->at(1).mae_mean);
  EXPECT_EQ(rows->at(1).cpu, "avx2");
  EXPECT_EQ(seen.size(), 6U);
  EXPECT_EQ(seen.front(), "f32 0/3");
}

TEST(Calibrate, HandsOnAFailureOfTheEngine) {
  inference::FakeEngine engine({.on_infer = [] { return Internal("The engine broke."); }});
  CalibrationInput input;
  input.entry.input = {.width = 32, .height = 32};
  const SteadyClock clock;
  EXPECT_EQ(Calibrate(engine, input, SamplePictures(1, {8, 8}), Context{clock, {}, {}}, {})
                .error()
                .code(),
            Code::kInternal);
}

TEST(SamplePictures, DifferFromEachOther) {
  const auto pictures = SamplePictures(2, {40, 30});
  EXPECT_FALSE(std::equal(pictures[0].bytes().begin(), pictures[0].bytes().end(),
                          pictures[1].bytes().begin()));
}

}  // namespace
}  // namespace cutline::matting
