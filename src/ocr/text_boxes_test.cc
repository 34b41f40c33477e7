#include "ocr/text_boxes.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cutline::ocr {
namespace {

constexpr image::Size kMap{320, 160};

std::vector<float> Empty() { return std::vector<float>(std::size_t{320} * 160, 0.0F); }

// A bar of the given half sizes around a centre, turned by `degrees`.
void Draw(std::vector<float>& map, double cx, double cy, double half_w, double half_h,
          double degrees, float value = 0.95F) {
  const double c = std::cos(degrees * M_PI / 180);
  const double s = std::sin(degrees * M_PI / 180);
  for (int y = 0; y < kMap.height; ++y) {
    for (int x = 0; x < kMap.width; ++x) {
      const double u = (x - cx) * c + (y - cy) * s;
      const double v = -(x - cx) * s + (y - cy) * c;
      if (std::abs(u) <= half_w && std::abs(v) <= half_h)
        map[static_cast<std::size_t>(y) * 320 + static_cast<std::size_t>(x)] = value;
    }
  }
}

TEST(TextBoxes, GrowsAKernelByItsAreaOverItsPerimeter) {
  auto map = Empty();
  Draw(map, 160, 80, 60, 5, 0);
  const auto boxes = FindTextBoxes(map, kMap, kMap, {});
  ASSERT_EQ(boxes.size(), 1U);
  // 120 x 10 grows by 1200 * 1.6 / 260 = 7.4 to each side.
  EXPECT_NEAR(WidthOf(boxes[0]), 135, 4);
  EXPECT_NEAR(HeightOf(boxes[0]), 26, 4);
  EXPECT_NEAR(boxes[0][0].x, 92, 4);
  EXPECT_NEAR(boxes[0][0].y, 67, 4);
}

TEST(TextBoxes, OrdersCornersOfSlantedBoxes) {
  for (const double degrees : {-20.0, -5.0, 5.0, 20.0}) {
    auto map = Empty();
    Draw(map, 160, 80, 60, 5, degrees);
    const auto boxes = FindTextBoxes(map, kMap, kMap, {});
    ASSERT_EQ(boxes.size(), 1U);
    const Quad& box = boxes[0];
    EXPECT_LT(box[0].x, box[1].x) << degrees;
    EXPECT_LT(box[3].x, box[2].x) << degrees;
    EXPECT_LT(box[0].y, box[3].y) << degrees;
    EXPECT_LT(box[1].y, box[2].y) << degrees;
    EXPECT_NEAR(std::atan2(box[1].y - box[0].y, box[1].x - box[0].x) * 180 / M_PI, degrees, 3);
  }
}

TEST(TextBoxes, StretchesToThePicture) {
  auto map = Empty();
  Draw(map, 160, 80, 60, 5, 0);
  const auto boxes = FindTextBoxes(map, kMap, {640, 480}, {});
  ASSERT_EQ(boxes.size(), 1U);
  EXPECT_NEAR(boxes[0][0].x, 184, 8);
  EXPECT_NEAR(boxes[0][0].y, 201, 12);
}

TEST(TextBoxes, DropsWhatIsWeakOrTiny) {
  auto map = Empty();
  Draw(map, 60, 80, 30, 5, 0, 0.4F);  // above the threshold, below the box's
  Draw(map, 200, 80, 0.5, 0.5, 0);    // a speck
  EXPECT_TRUE(FindTextBoxes(map, kMap, kMap, {}).empty());
  EXPECT_TRUE(FindTextBoxes(Empty(), kMap, kMap, {}).empty());
}

TEST(TextBoxes, BoundsTheCandidatesOfNoise) {
  auto map = Empty();
  std::uint32_t random = 7;
  for (float& value : map) {
    random = random * 1664525 + 1013904223;
    value = static_cast<float>(random >> 8) / static_cast<float>(1 << 24);
  }
  EXPECT_LE(FindTextBoxes(map, kMap, kMap, {.max_candidates = 50}).size(), 50U);
}

}  // namespace
}  // namespace cutline::ocr
