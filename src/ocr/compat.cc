#include "ocr/compat.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/check.h"
#include "ocr/line_image.h"

namespace cutline::ocr {
namespace {

constexpr int kLongest = 2000;
constexpr int kShortest = 30;
constexpr int kRatio = 8;
constexpr int kShortSide = 736;  // of the detector's map, at least
constexpr int kStride = 32;
// One of 2000 x 250 makes 736 x 5888; only thinner strips that are blown up pass that.
constexpr double kMostPixels = 6 << 20;

image::Size Scaled(image::Size size, double scale) {
  const auto side = [scale](int from) {
    const double whole = std::floor(from * scale);
    return std::max(kStride, static_cast<int>(std::nearbyint(whole / kStride)) * kStride);
  };
  return {side(size.width), side(size.height)};
}

}  // namespace

Rules RapidOcrRules() {
  constexpr int kUnbounded = std::numeric_limits<int>::max();
  return {.detection = {.short_side = kShortSide,
                        .long_side = kUnbounded,
                        .largest = kUnbounded,
                        .finest = kUnbounded,
                        .bucket = kStride,
                        .tile = 1 << 20,
                        .whole_sides = true,
                        .straighten = false,
                        .boxes = {}},
          .framed = true,
          .strips_are_lines = false,
          .long_lines_in_parts = false,
          .page_votes = false,
          .doubtful_are_reread = false,
          .widths = LineWidths::kShared,
          .arranged = false};
}

Result<Frame> FrameOf(image::Size picture) {
  Frame frame{.picture = picture, .scaled = picture};
  image::Size& size = frame.scaled;
  const int longest = std::max(size.width, size.height);
  if (longest > kLongest) size = Scaled(size, static_cast<double>(kLongest) / longest);
  const int shortest = std::min(size.width, size.height);
  if (shortest < kShortest) size = Scaled(size, static_cast<double>(kShortest) / shortest);
  if (size.height <= kShortest || size.width > kRatio * size.height) {
    frame.padding = std::abs(2 * std::max(size.width / kRatio, kShortest) - size.height) / 2;
  }
  const double height = size.height + 2.0 * frame.padding;
  const double scale = std::max(1.0, kShortSide / std::min<double>(size.width, height));
  if (size.width * height * scale * scale > kMostPixels) {
    return std::unexpected(
        Unprocessable({"RapidOCR's way would blow up a strip this thin beyond all bounds; leave "
                       "compat out.",
                       "按 RapidOCR 的方式，这样细长的图片会被无限放大；请去掉 compat。"})
            .WithField("compat"));
  }
  return frame;
}

image::Image Framed(const image::Image& picture, const Frame& frame) {
  CUTLINE_CHECK(picture.size() == frame.picture && picture.channels() == 3);
  image::Image scaled = ResizeBilinear(picture, frame.scaled);
  if (frame.padding == 0) return scaled;
  image::Image padded({scaled.width(), scaled.height() + 2 * frame.padding}, 3);
  std::memset(padded.data(), 0, padded.byte_count());
  std::memcpy(padded.row(frame.padding), scaled.data(), scaled.byte_count());
  return padded;
}

Quad Frame::Back(const Quad& box) const {
  const auto along = [](float at, int from, int to) {
    const float whole = static_cast<float>(to);
    return std::clamp(at * whole / static_cast<float>(from), 0.0F, whole);
  };
  Quad back;
  for (std::size_t i = 0; i < box.size(); ++i) {
    back[i] = {along(box[i].x, scaled.width, picture.width),
               along(box[i].y - static_cast<float>(padding), scaled.height, picture.height)};
  }
  return back;
}

void SortAsRapidOcr(std::vector<Quad>& boxes) {
  constexpr float kNewRow = 10;
  std::ranges::stable_sort(boxes, {}, [](const Quad& box) { return box[0].y; });
  for (auto row = boxes.begin(); row != boxes.end();) {
    const auto end = std::adjacent_find(row, boxes.end(), [](const Quad& box, const Quad& next) {
      return next[0].y - box[0].y >= kNewRow;
    });
    const auto next = end == boxes.end() ? end : end + 1;
    std::ranges::stable_sort(row, next, {}, [](const Quad& box) { return box[0].x; });
    row = next;
  }
}

}  // namespace cutline::ocr
