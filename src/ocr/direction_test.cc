#include "ocr/direction.h"

#include <gtest/gtest.h>

namespace cutline::ocr {
namespace {

std::vector<LineImage> OfWidths(std::initializer_list<int> widths) {
  std::vector<LineImage> lines;
  for (const int width : widths) lines.push_back({image::Image({width, 10}, 3), false});
  return lines;
}

TEST(Direction, TurnsALineOnlyWhenItIsSurelyWrong) {
  EXPECT_EQ(ChooseTurns(OfWidths({200, 100, 30}), std::vector<float>{0.02F, 0.95F, 0.8F}, true),
            (std::vector<bool>{false, true, false}));
}

TEST(Direction, FollowsThePageWhereMostOfItIsTurned) {
  EXPECT_EQ(ChooseTurns(OfWidths({200, 200, 30}), std::vector<float>{0.97F, 0.95F, 0.3F}, true),
            (std::vector<bool>{true, true, true}));
  EXPECT_EQ(ChooseTurns(OfWidths({200, 200, 30}), std::vector<float>{0.97F, 0.95F, 0.05F}, true),
            (std::vector<bool>{true, true, false}));
  EXPECT_EQ(ChooseTurns(OfWidths({200, 200, 30}), std::vector<float>{0.97F, 0.95F, 0.3F}, false),
            (std::vector<bool>{true, true, false}));
  EXPECT_TRUE(ChooseTurns({}, {}, true).empty());
}

}  // namespace
}  // namespace cutline::ocr
