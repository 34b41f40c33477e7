#include "image/draw.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "image/blend.h"

namespace cutline::image {
namespace {

// A side of a quad: how far inside of it a point lies.
struct Side {
  float nx, ny, offset;
  [[nodiscard]] float Depth(float x, float y) const { return nx * x + ny * y - offset; }
};

std::array<Side, 4> SidesOf(const Corners& quad) {
  float area = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Spot a = quad[i], b = quad[(i + 1) % 4];
    area += a.x * b.y - b.x * a.y;
  }
  const float inside = area < 0 ? -1.0F : 1.0F;
  std::array<Side, 4> sides{};
  for (std::size_t i = 0; i < 4; ++i) {
    const Spot a = quad[i], b = quad[(i + 1) % 4];
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    if (length == 0) {  // no side: everything is inside of it
      sides[i] = {0, 0, -std::numeric_limits<float>::max()};
      continue;
    }
    const float nx = inside * (a.y - b.y) / length;
    const float ny = inside * (b.x - a.x) / length;
    sides[i] = {nx, ny, nx * a.x + ny * a.y};
  }
  return sides;
}

// Lays `colour` over the pixels around `quad`; `coverage` tells how much of one is covered from
// how deep its middle lies inside.
template <class Coverage>
void Paint(Image& picture, const Corners& quad, float margin, Rgba colour, Coverage coverage) {
  CUTLINE_CHECK(picture.channels() == 3);
  const auto [left, right] = std::ranges::minmax(quad, {}, &Spot::x);
  const auto [top, bottom] = std::ranges::minmax(quad, {}, &Spot::y);
  const auto within = [](float value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(limit)));
  };
  const std::array<Side, 4> sides = SidesOf(quad);
  const int end_x = within(right.x + margin + 1, picture.width());
  const int end_y = within(bottom.y + margin + 1, picture.height());
  for (int y = within(top.y - margin, picture.height()); y < end_y; ++y) {
    for (int x = within(left.x - margin, picture.width()); x < end_x; ++x) {
      float depth = std::numeric_limits<float>::max();
      for (const Side& side : sides) {
        depth =
            std::min(depth, side.Depth(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F));
      }
      const float covered = std::clamp(coverage(depth), 0.0F, 1.0F);
      if (covered > 0) Blend(picture.row(y) + std::ptrdiff_t{3} * x, colour, covered);
    }
  }
}

}  // namespace

void FillQuad(Image& picture, const Corners& quad, Rgba colour) {
  Paint(picture, quad, 1, colour, [](float depth) { return depth + 0.5F; });
}

void OutlineQuad(Image& picture, const Corners& quad, float thickness, Rgba colour) {
  Paint(picture, quad, thickness, colour,
        [=](float depth) { return thickness / 2 + 0.5F - std::abs(depth); });
}

}  // namespace cutline::image
