#include "image/orientation.h"

#include <gtest/gtest.h>

#include <vector>

namespace cutline::image {
namespace {

// The stored picture is always
//   1 2 3
//   4 5 6
Image Stored(int channels) {
  Image image({3, 2}, channels);
  for (int i = 0; i < 6; ++i) {
    for (int c = 0; c < channels; ++c) {
      image.data()[i * channels + c] = static_cast<std::uint8_t>(i + 1 + 10 * c);
    }
  }
  return image;
}

Image Turn(const Image& stored, int orientation, int rows_at_a_time) {
  Image upright(UprightSize(stored.size(), orientation), stored.channels());
  for (int top = 0; top < stored.height(); top += rows_at_a_time) {
    PlaceRows({.data = stored.row(top),
               .stride = stored.stride(),
               .top = top,
               .count = std::min(rows_at_a_time, stored.height() - top)},
              stored.size(), orientation, upright);
  }
  return upright;
}

struct Case {
  int orientation;
  Size size;
  std::vector<int> pixels;
};

class Orientation : public testing::TestWithParam<Case> {};

TEST_P(Orientation, PutsEveryPixelInItsPlace) {
  for (const int channels : {1, 3, 4}) {
    for (const int rows : {1, 2}) {
      const Image upright = Turn(Stored(channels), GetParam().orientation, rows);
      ASSERT_EQ(upright.size(), GetParam().size);
      for (int i = 0; i < 6; ++i) {
        for (int c = 0; c < channels; ++c) {
          EXPECT_EQ(upright.data()[i * channels + c], GetParam().pixels[i] + 10 * c)
              << "pixel " << i << " channel " << c << " of " << channels;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Orientation,
    testing::Values(Case{1, {3, 2}, {1, 2, 3, 4, 5, 6}}, Case{2, {3, 2}, {3, 2, 1, 6, 5, 4}},
                    Case{3, {3, 2}, {6, 5, 4, 3, 2, 1}}, Case{4, {3, 2}, {4, 5, 6, 1, 2, 3}},
                    Case{5, {2, 3}, {1, 4, 2, 5, 3, 6}}, Case{6, {2, 3}, {4, 1, 5, 2, 6, 3}},
                    Case{7, {2, 3}, {6, 3, 5, 2, 4, 1}}, Case{8, {2, 3}, {3, 6, 2, 5, 1, 4}},
                    // Not orientations: left as it is.
                    Case{0, {3, 2}, {1, 2, 3, 4, 5, 6}}, Case{9, {3, 2}, {1, 2, 3, 4, 5, 6}},
                    Case{65535, {3, 2}, {1, 2, 3, 4, 5, 6}}),
    [](const auto& info) { return "Orientation" + std::to_string(info.param.orientation); });

}  // namespace
}  // namespace cutline::image
