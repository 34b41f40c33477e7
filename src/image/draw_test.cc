#include "image/draw.h"

#include <gtest/gtest.h>

#include "image/test_pixels.h"

namespace cutline::image {
namespace {

Image White(Size size) {
  Image picture(size, 3);
  std::ranges::fill_n(picture.data(), static_cast<std::ptrdiff_t>(picture.byte_count()),
                      std::uint8_t{255});
  return picture;
}

Corners Box(float left, float top, float right, float bottom) {
  return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
}

int RedAt(const Image& picture, int x, int y) { return picture.row(y)[3 * x]; }

// Sum of the ink in a part of the picture.
double Ink(const Image& picture, int left, int top, int right, int bottom) {
  double ink = 0;
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) ink += 255 - RedAt(picture, x, y);
  }
  return ink / 255;
}

TEST(Draw, FillsExactlyTheBoxWhateverItsWinding) {
  const Corners box = Box(2, 3, 6, 8);
  for (const Corners& quad : {box, Corners{box[3], box[2], box[1], box[0]}}) {
    Image picture = White({10, 10});
    FillQuad(picture, quad, {0, 0, 0, 255});
    EXPECT_DOUBLE_EQ(Ink(picture, 0, 0, 10, 10), 20);
    EXPECT_EQ(RedAt(picture, 2, 3), 0);
    EXPECT_EQ(RedAt(picture, 6, 3), 255);
  }
}

TEST(Draw, HalfAPixelIsHalfCoveredAndAlphaCounts) {
  Image picture = White({10, 10});
  FillQuad(picture, Box(2, 2, 4.5, 4), {0, 0, 0, 255});
  EXPECT_NEAR(RedAt(picture, 4, 2), 128, 1);
  FillQuad(picture, Box(6, 6, 8, 8), {0, 0, 0, 51});
  EXPECT_EQ(RedAt(picture, 6, 6), 204);
}

TEST(Draw, OutlinesLeaveTheMiddle) {
  Image picture = White({20, 20});
  OutlineQuad(picture, Box(5, 5, 15, 15), 2, {0, 0, 0, 255});
  EXPECT_EQ(RedAt(picture, 10, 10), 255);
  EXPECT_EQ(RedAt(picture, 5, 10), 0);
  EXPECT_EQ(RedAt(picture, 2, 10), 255);
}

TEST(Draw, CutsOffWhatIsOutside) {
  Image picture = White({4, 4});
  FillQuad(picture, Box(-1e6F, -50, 1e6F, 1e6F), {0, 0, 0, 255});
  OutlineQuad(picture, Box(100, 100, 200, 200), 3, {0, 0, 0, 255});
  OutlineQuad(picture, {}, 3, {0, 0, 0, 255});
  EXPECT_DOUBLE_EQ(Ink(picture, 0, 0, 4, 4), 16);
  EXPECT_TRUE(DrawText(picture, "out", Box(-90, -90, -10, -60), {0, 0, 0, 255}).ok());
  EXPECT_TRUE(DrawText(picture, "flat", {}, {0, 0, 0, 255}).ok());
}

TEST(Draw, TextStandsInItsBoxAndTurnsWithIt) {
  Image upright = White({100, 100});
  ASSERT_TRUE(DrawText(upright, "HHHH", Box(10, 40, 90, 60), {0, 0, 0, 255}).ok());
  const double ink = Ink(upright, 10, 40, 90, 60);
  EXPECT_GT(ink, 100);
  EXPECT_NEAR(Ink(upright, 0, 0, 100, 100), ink, 1e-9);

  Image down = White({100, 100});  // the same box, turned clockwise
  ASSERT_TRUE(
      DrawText(down, "HHHH", {{{60, 10}, {60, 90}, {40, 90}, {40, 10}}}, {0, 0, 0, 255}).ok());
  EXPECT_NEAR(Ink(down, 40, 10, 60, 90), ink, ink * 0.02);
  EXPECT_NEAR(Ink(down, 0, 0, 100, 100), Ink(down, 40, 10, 60, 90), 1e-9);
}

TEST(Draw, MarkupIsText) {
  Image picture = White({200, 40});
  EXPECT_TRUE(DrawText(picture, "<b>&</i>\x01\xff", Box(0, 0, 200, 40), {0, 0, 0, 255}).ok());
  EXPECT_GT(Ink(picture, 0, 0, 200, 40), 50);
  // Of any length, for the price of its box.
  EXPECT_TRUE(DrawText(picture, std::string(100'000, 'x'), Box(0, 0, 200, 40), {}).ok());
}

TEST(Draw, AFrameOfAnySizeCostsWhatThePictureDoes) {
  Image picture = White({40, 40});
  EXPECT_TRUE(DrawText(picture, "x", Box(-1e7F, -1e7F, 1e7F, 1e7F), {0, 0, 0, 255}).ok());
  EXPECT_TRUE(DrawText(picture, "x", {{{1e9F, 7}, {1e9F, 9}, {-1e9F, 1}, {-1e9F, 20}}}, {}).ok());
}

TEST(Draw, KnowsWhatFontsLack) {
  EXPECT_TRUE(FontsHave("Latin text"));
  EXPECT_FALSE(FontsHave("\U0010fffd"));  // private use, the last one
}

}  // namespace
}  // namespace cutline::image
