#include "ocr/page.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cutline::ocr {
namespace {

float Distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

}  // namespace

float WidthOf(const Quad& quad) {
  return std::max(Distance(quad[0], quad[1]), Distance(quad[3], quad[2]));
}

float HeightOf(const Quad& quad) {
  return std::max(Distance(quad[0], quad[3]), Distance(quad[1], quad[2]));
}

Bounds BoundsOf(const Quad& quad) {
  Bounds bounds{quad[0].x, quad[0].y, quad[0].x, quad[0].y};
  for (const Point& p : quad) {
    bounds.left = std::min(bounds.left, p.x);
    bounds.right = std::max(bounds.right, p.x);
    bounds.top = std::min(bounds.top, p.y);
    bounds.bottom = std::max(bounds.bottom, p.y);
  }
  return bounds;
}

Point AlongText(const Line& line) {
  const auto corner = [&](int i) {
    return line.box[static_cast<std::size_t>((i + line.quarter_turns) % 4)];
  };
  // Both long edges, so that a box that is no rectangle counts by its middle.
  return {(corner(1).x - corner(0).x + corner(2).x - corner(3).x) / 2,
          (corner(1).y - corner(0).y + corner(2).y - corner(3).y) / 2};
}

Bounds BoundsTurned(const Quad& quad, float degrees) {
  const float radians = degrees * std::numbers::pi_v<float> / 180;
  const float c = std::cos(radians), s = std::sin(radians);
  Quad turned;
  for (std::size_t i = 0; i < quad.size(); ++i)
    turned[i] = {quad[i].x * c + quad[i].y * s, quad[i].y * c - quad[i].x * s};
  return BoundsOf(turned);
}

}  // namespace cutline::ocr
