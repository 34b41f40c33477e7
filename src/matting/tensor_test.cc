#include "matting/tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cutline::matting {
namespace {

using image::Image;
using models::OutputTreatment;

Image Picture(std::initializer_list<std::uint8_t> samples, image::Size size, int channels) {
  Image picture(size, channels);
  std::copy(samples.begin(), samples.end(), picture.data());
  return picture;
}

std::vector<int> Values(const Image& mask) {
  return {mask.data(), mask.data() + mask.byte_count()};
}

TEST(FillTensor, DividesByTheLargestSampleAndSplitsPlanes) {
  const Image picture = Picture({10, 20, 30, 40, 50, 100}, {2, 1}, 3);
  const models::Preprocessing input{
      .width = 2, .height = 1, .mean = {0.5, 0.25, 0}, .deviation = {0.5, 1, 2}};
  std::array<float, 6> tensor;
  FillTensor(picture, input, tensor);
  const std::array<float, 6> expected = {-0.8F, -0.2F, -0.05F, 0.25F, 0.15F, 0.5F};
  for (int i = 0; i < 6; ++i) EXPECT_FLOAT_EQ(tensor[i], expected[i]) << i;
}

TEST(FillTensor, DividesBy255WhereTheModelSaysSoAndIgnoresAlpha) {
  const Image picture = Picture({51, 102, 0, 255}, {1, 1}, 4);
  const models::Preprocessing input{.width = 1, .height = 1, .scale_by_maximum = false};
  std::array<float, 3> tensor;
  FillTensor(picture, input, tensor);
  EXPECT_FLOAT_EQ(tensor[0], 0.2F);
  EXPECT_FLOAT_EQ(tensor[1], 0.4F);
}

TEST(FillTensor, SurvivesABlackPicture) {
  const Image picture = Picture({0, 0, 0}, {1, 1}, 3);
  std::array<float, 3> tensor;
  FillTensor(picture, {.width = 1, .height = 1, .mean = {0.5, 0.5, 0.5}}, tensor);
  EXPECT_FLOAT_EQ(tensor[0], -0.5F);
}

TEST(MaskFromOutput, StretchesOverTheMapAndTruncates) {
  std::array<float, 4> output = {-1, 0, 0.998F, 1};
  EXPECT_EQ(Values(MaskFromOutput(output, {4, 1}, 1, OutputTreatment::kMinMax)),
            (std::vector<int>{0, 127, 254, 255}));
}

TEST(MaskFromOutput, AppliesTheLogisticFirstWhereAsked) {
  std::array<float, 3> output = {-20, 0, 20};
  EXPECT_EQ(Values(MaskFromOutput(output, {3, 1}, 1, OutputTreatment::kSigmoidMinMax)),
            (std::vector<int>{0, 127, 255}));
}

TEST(MaskFromOutput, GivesAnEmptyMaskForAFlatMapOrNaN) {
  std::array<float, 2> flat = {0.3F, 0.3F};
  EXPECT_EQ(Values(MaskFromOutput(flat, {2, 1}, 1, OutputTreatment::kMinMax)),
            (std::vector<int>{0, 0}));
  std::array<float, 2> broken = {std::numeric_limits<float>::quiet_NaN(), 1};
  EXPECT_EQ(Values(MaskFromOutput(broken, {2, 1}, 1, OutputTreatment::kMinMax))[0], 0);
}

TEST(MaskFromOutput, MarksEveryClassButTheGround) {
  std::array<float, 6> output = {9, 0, 1, /* class 1 */ 1, 5, 3};
  EXPECT_EQ(Values(MaskFromOutput(output, {3, 1}, 2, OutputTreatment::kArgmax)),
            (std::vector<int>{0, 255, 255}));
}

TEST(StretchToSolid, MovesOnlyWhatTruncationLost) {
  Image mask = Picture({0, 1, 127, 253, 254, 255}, {6, 1}, 1);
  StretchToSolid(mask);
  EXPECT_EQ(Values(mask), (std::vector<int>{0, 1, 128, 254, 255, 255}));
}

}  // namespace
}  // namespace cutline::matting
