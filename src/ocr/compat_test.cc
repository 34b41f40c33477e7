#include "ocr/compat.h"

#include <gtest/gtest.h>

namespace cutline::ocr {
namespace {

using image::Size;

Quad Box(float left, float top, float width, float height) {
  return {{{left, top}, {left + width, top}, {left + width, top + height}, {left, top + height}}};
}

// The numbers are what RapidOCR 3.8.4 makes of such pictures.
TEST(FrameOf, KeepsRapidOcrsBounds) {
  const auto of = [](Size size) {
    const Frame frame = *FrameOf(size);
    return std::tuple(frame.scaled.width, frame.scaled.height, frame.padding);
  };
  EXPECT_EQ(of({640, 480}), std::tuple(640, 480, 0));
  EXPECT_EQ(of({65, 11}), std::tuple(192, 32, 0));
  EXPECT_EQ(of({240, 30}), std::tuple(240, 30, 15));
  EXPECT_EQ(of({709, 40}), std::tuple(709, 40, 68));
  EXPECT_EQ(of({4000, 3000}), std::tuple(1984, 1504, 0));  // 2000 / 32 is 62.5: to even
}

TEST(FrameOf, RefusesWhatNoMemoryHolds) {
  for (const Size size : {Size{1, 2000}, Size{30, 2000}, Size{1, 50'000}, Size{2000, 1}}) {
    const Result<Frame> frame = FrameOf(size);
    ASSERT_FALSE(frame.has_value());
    EXPECT_EQ(frame.error().code(), Code::kUnprocessable);
  }
  EXPECT_TRUE(FrameOf({50'000, 3}).has_value());
  EXPECT_TRUE(FrameOf({2000, 20}).has_value());
  EXPECT_TRUE(FrameOf({2000, 250}).has_value());
}

TEST(Frame, BringsBoxesBack) {
  const Frame frame = *FrameOf({709, 40});
  EXPECT_EQ(frame.Back(Box(10, 68, 20, 30))[2].y, 30);
  EXPECT_EQ(frame.Back(Box(10, 50, 20, 30))[0].y, 0);  // what lies in the padding
  const Frame reduced = *FrameOf({4000, 3000});
  EXPECT_FLOAT_EQ(reduced.Back(Box(0, 0, 1984, 752))[2].x, 4000);
  EXPECT_FLOAT_EQ(reduced.Back(Box(0, 0, 1984, 752))[2].y, 1500);
}

TEST(Framed, IsBlackAboveAndBelow) {
  image::Image white({709, 40}, 3);
  std::fill_n(white.data(), white.byte_count(), 255);
  const image::Image framed = Framed(white, *FrameOf(white.size()));
  ASSERT_EQ(framed.size(), (Size{709, 176}));
  for (int y = 0; y < 176; ++y) EXPECT_EQ(framed.row(y)[3 * 300], y >= 68 && y < 108 ? 255 : 0);
}

TEST(SortAsRapidOcr, ChainsRowsByTenPixels) {
  std::vector<Quad> boxes = {Box(300, 18, 9, 9), Box(5, 40, 9, 9), Box(200, 9, 9, 9),
                             Box(100, 0, 9, 9), Box(1, 28, 9, 9)};
  SortAsRapidOcr(boxes);
  std::vector<float> lefts;
  for (const Quad& box : boxes) lefts.push_back(box[0].x);
  // 0, 9 and 18 follow within ten and make one row; 28 and 40 begin their own.
  EXPECT_EQ(lefts, (std::vector<float>{100, 200, 300, 1, 5}));
}

}  // namespace
}  // namespace cutline::ocr
