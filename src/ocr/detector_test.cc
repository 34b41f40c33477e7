#include "ocr/detector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace cutline::ocr {
namespace {

Quad Box(float left, float top, float width, float height) {
  return {{{left, top}, {left + width, top}, {left + width, top + height}, {left, top + height}}};
}

TEST(CutIntoTiles, AnswerForEveryPixelOnceWithOverlap) {
  for (int side = 32; side <= 9000; side += 32) {
    const std::vector<Tile> tiles = CutIntoTiles(side, 1024, 128);
    int next = 0;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      const Tile& tile = tiles[i];
      ASSERT_EQ(tile.from, next) << side;
      ASSERT_GT(tile.to, tile.from) << side;
      ASSERT_LE(tile.length, 1024) << side;
      ASSERT_EQ(tile.start % 32, 0) << side;
      ASSERT_EQ(tile.length, tiles[0].length) << side;  // one shape
      ASSERT_GE(tile.start, 0) << side;
      ASSERT_LE(tile.start + tile.length, side) << side;
      // What it answers for lies well inside what it sees, but at the picture's edges.
      ASSERT_TRUE(i == 0 || tile.from - tile.start >= 48) << side;
      ASSERT_TRUE(i + 1 == tiles.size() || tile.start + tile.length - tile.to >= 48) << side;
      next = tile.to;
    }
    ASSERT_EQ(next, side);
  }
}

TEST(FirstScale, EnlargesSmallPicturesAndReducesLargeOnes) {
  const DetectorOptions options;
  EXPECT_NEAR(FirstScale({500, 500}, options), 704.0 / 500, 1e-9);
  EXPECT_NEAR(FirstScale({700, 30}, options), 928.0 / 700, 1e-9);  // not until 30 becomes 704
  EXPECT_NEAR(FirstScale({3000, 4000}, options), 1280.0 / 4000, 1e-9);
  EXPECT_EQ(FirstScale({1000, 1200}, options), 1);
  EXPECT_NEAR(FirstScale({50'000, 1}, options), 1280.0 / 50'000, 1e-9);
}

TEST(SecondScale, LooksCloserAtSmallText) {
  const DetectorOptions options;
  const image::Size page{7000, 9900};  // A3 at 600 dots an inch
  const double first = FirstScale(page, options);
  const std::vector<Quad> small = {Box(0, 0, 900, 83), Box(0, 200, 900, 83)};  // 10 points
  EXPECT_NEAR(SecondScale(page, first, small, options), 20.0 / 83, 1e-6);
  const std::vector<Quad> tiny = {Box(0, 0, 900, 20)};
  EXPECT_NEAR(SecondScale(page, first, tiny, options), 4096.0 / 9900, 1e-9);
  const std::vector<Quad> large = {Box(0, 0, 900, 400)};
  EXPECT_EQ(SecondScale(page, first, large, options), 0);
  EXPECT_NEAR(SecondScale(page, first, {}, options), 2 * first, 1e-9);
}

Quad Turned(const Quad& box, double degrees) {
  const double a = degrees * std::numbers::pi / 180;
  Quad turned;
  for (std::size_t i = 0; i < 4; ++i) {
    turned[i] = {static_cast<float>(box[i].x * std::cos(a) - box[i].y * std::sin(a)),
                 static_cast<float>(box[i].x * std::sin(a) + box[i].y * std::cos(a))};
  }
  return OrderCorners(turned);
}

TEST(SlantOf, IsThatOfNearlyAllLines) {
  for (int degrees = -81; degrees <= 81; degrees += 6) {
    const std::vector<Quad> page = {Turned(Box(0, 0, 300, 20), degrees),
                                    Turned(Box(0, 40, 90, 20), degrees + 2),
                                    Turned(Box(0, 80, 200, 20), degrees - 1),
                                    Turned(Box(0, 80, 20, 20), 45)};  // as long as wide: no voice
    const bool aslant = std::abs(degrees) > 20;
    EXPECT_NEAR(SlantOf(page), aslant ? degrees : 0, 2) << degrees;
  }
  EXPECT_EQ(SlantOf({}), 0);
  const std::vector<Quad> column = {Turned(Box(0, 0, 300, 20), 88)};
  EXPECT_EQ(SlantOf(column), 0);
  const std::vector<Quad> mixed = {Turned(Box(0, 0, 300, 20), 45), Box(0, 0, 300, 20)};
  EXPECT_EQ(SlantOf(mixed), 0);
}

TEST(SecondScale, NeverBeyondThePicturesOwnPixels) {
  const DetectorOptions options;
  const std::vector<Quad> tiny = {Box(0, 0, 90, 6)};
  EXPECT_EQ(SecondScale({800, 600}, FirstScale({800, 600}, options), tiny, options), 0);
  const double first = FirstScale({1600, 1200}, options);
  EXPECT_EQ(SecondScale({1600, 1200}, first, tiny, options), 1);
}

}  // namespace
}  // namespace cutline::ocr
