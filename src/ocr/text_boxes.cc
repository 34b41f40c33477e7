#include "ocr/text_boxes.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <polyclipping/clipper.hpp>

#include "base/check.h"

namespace cutline::ocr {
namespace {

constexpr float kShortestKernel = 3;  // pixels of the map, before and after the growth
constexpr float kShortestBox = 5;
constexpr int kSmallestSide = 3;  // pixels of the picture

Quad Ordered(const cv::RotatedRect& rectangle) {
  std::array<cv::Point2f, 4> corners;
  rectangle.points(corners.data());
  Quad points;
  for (std::size_t i = 0; i < 4; ++i) points[i] = {corners[i].x, corners[i].y};
  return OrderCorners(points);
}

float MeanInside(const cv::Mat& map, const Quad& quad) {
  const Bounds bounds = BoundsOf(quad);
  const int left = std::clamp(static_cast<int>(std::floor(bounds.left)), 0, map.cols - 1);
  const int right = std::clamp(static_cast<int>(std::ceil(bounds.right)), 0, map.cols - 1);
  const int top = std::clamp(static_cast<int>(std::floor(bounds.top)), 0, map.rows - 1);
  const int bottom = std::clamp(static_cast<int>(std::ceil(bounds.bottom)), 0, map.rows - 1);
  cv::Mat inside = cv::Mat::zeros(bottom - top + 1, right - left + 1, CV_8UC1);
  std::vector<cv::Point> corners;
  for (const Point& p : quad) {
    corners.emplace_back(static_cast<int>(p.x - static_cast<float>(left)),
                         static_cast<int>(p.y - static_cast<float>(top)));
  }
  cv::fillPoly(inside, std::vector<std::vector<cv::Point>>{corners}, cv::Scalar(1));
  const cv::Rect window(left, top, inside.cols, inside.rows);
  return static_cast<float>(cv::mean(map(window), inside)[0]);
}

// The quad grown outwards; empty where nothing sensible is left.
std::vector<cv::Point2f> Grow(const Quad& quad, float ratio) {
  std::vector<cv::Point2f> corners;
  for (const Point& p : quad) corners.emplace_back(p.x, p.y);
  const double perimeter = cv::arcLength(corners, true);
  if (perimeter <= 0) return {};
  const double distance = cv::contourArea(corners) * ratio / perimeter;
  ClipperLib::Path path;
  for (const Point& p : quad) {
    path.emplace_back(static_cast<ClipperLib::cInt>(p.x), static_cast<ClipperLib::cInt>(p.y));
  }
  ClipperLib::ClipperOffset offset;
  offset.AddPath(path, ClipperLib::jtRound, ClipperLib::etClosedPolygon);
  ClipperLib::Paths grown;
  offset.Execute(grown, distance);
  std::vector<cv::Point2f> points;
  if (grown.size() != 1) return points;
  for (const ClipperLib::IntPoint& p : grown[0]) {
    points.emplace_back(static_cast<float>(p.X), static_cast<float>(p.Y));
  }
  return points;
}

// To whole pixels of the picture, inside it.
Quad ToPicture(const Quad& quad, image::Size map, image::Size picture) {
  Quad scaled;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto along = [](float at, int from, int to) {
      const double scaled_at = std::nearbyint(static_cast<double>(at) / from * to);
      return static_cast<float>(std::clamp(scaled_at, 0.0, static_cast<double>(to - 1)));
    };
    scaled[i] = {along(quad[i].x, map.width, picture.width),
                 along(quad[i].y, map.height, picture.height)};
  }
  return scaled;
}

}  // namespace

// Top left first, then clockwise. Sorting by x alone goes wrong for slanted tall boxes.
Quad OrderCorners(Quad corners) {
  Point centre;
  for (const Point& p : corners) centre = {centre.x + p.x / 4, centre.y + p.y / 4};
  std::ranges::sort(corners, {}, [&](const Point& p) {
    return std::atan2(p.y - centre.y, p.x - centre.x);
  });  // clockwise, as y points down; starts at the left, going up
  const auto top_left =
      std::ranges::min_element(corners, {}, [](const Point& p) { return p.x + p.y; });
  std::ranges::rotate(corners, top_left);
  return corners;
}

std::vector<Quad> FindTextBoxes(std::span<const float> map, image::Size size, image::Size picture,
                                const TextBoxOptions& options) {
  CUTLINE_CHECK(map.size() == static_cast<std::size_t>(size.width) * size.height);
  const cv::Mat probability(size.height, size.width, CV_32FC1, const_cast<float*>(map.data()));
  cv::Mat text = probability > options.threshold;
  cv::dilate(text, text, cv::Mat::ones(2, 2, CV_8UC1));
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(text, contours, cv::RETR_LIST, cv::CHAIN_APPROX_SIMPLE);

  std::vector<Quad> boxes;
  for (std::size_t i = 0; i < std::min(contours.size(), options.max_candidates); ++i) {
    const cv::RotatedRect kernel = cv::minAreaRect(contours[i]);
    if (std::min(kernel.size.width, kernel.size.height) < kShortestKernel) continue;
    const Quad quad = Ordered(kernel);
    if (MeanInside(probability, quad) < options.box_threshold) continue;
    const std::vector<cv::Point2f> grown = Grow(quad, options.unclip_ratio);
    if (grown.size() < 3) continue;
    const cv::RotatedRect whole = cv::minAreaRect(grown);
    if (std::min(whole.size.width, whole.size.height) < kShortestBox) continue;
    const Quad box = ToPicture(Ordered(whole), size, picture);
    if (static_cast<int>(WidthOf(box)) <= kSmallestSide ||
        static_cast<int>(HeightOf(box)) <= kSmallestSide)
      continue;
    boxes.push_back(box);
  }
  return boxes;
}

}  // namespace cutline::ocr
