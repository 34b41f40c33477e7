#include "image/pixels.h"

#include <gtest/gtest.h>

#include <cstring>

namespace cutline::image {
namespace {

TEST(Image, IsEmptyUntilGivenASize) {
  const Image image;
  EXPECT_EQ(image.size(), (Size{0, 0}));
  EXPECT_EQ(image.byte_count(), 0U);
  EXPECT_TRUE(image.bytes().empty());
  EXPECT_EQ(image.Clone().byte_count(), 0U);
}

TEST(Image, PacksItsRows) {
  Image image({5, 3}, 3);
  EXPECT_EQ(image.stride(), 15U);
  EXPECT_EQ(image.byte_count(), 45U);
  EXPECT_EQ(image.row(2), image.data() + 30);
}

TEST(Image, CountsBytesBeyondTwoGibibytes) {
  // Not touched, so never paged in.
  const Image image({40'000, 20'000}, 4);
  EXPECT_EQ(image.byte_count(), 3'200'000'000U);
}

TEST(Image, CloneSharesNothing) {
  Image image({2, 2}, 1);
  std::memset(image.data(), 7, image.byte_count());
  Image copy = image.Clone();
  copy.data()[0] = 9;
  EXPECT_EQ(image.data()[0], 7);
  EXPECT_EQ(copy.data()[3], 7);
  EXPECT_EQ(copy.size(), image.size());
}

TEST(Image, MovingHandsThePixelsOver) {
  Image image({2, 2}, 1);
  const std::uint8_t* pixels = image.data();
  const Image taken = std::move(image);
  EXPECT_EQ(taken.data(), pixels);
}

TEST(ImageDeathTest, RefusesImpossibleShapes) {
  EXPECT_DEATH(Image({0, 4}, 3), "");
  EXPECT_DEATH(Image({4, 4}, 2), "");
}

}  // namespace
}  // namespace cutline::image
