#include "ocr/page.h"

#include <algorithm>
#include <cmath>

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

}  // namespace cutline::ocr
