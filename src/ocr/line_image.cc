#include "ocr/line_image.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "base/check.h"

namespace cutline::ocr {
namespace {

constexpr float kTall = 1.5F;

// A view, not a copy; OpenCV has no type for pixels that it may only read.
cv::Mat View(const image::Image& picture) {
  return {picture.height(), picture.width(), CV_8UC(picture.channels()),
          const_cast<std::uint8_t*>(picture.data()), picture.stride()};
}

}  // namespace

LineImage CutLine(const image::Image& picture, const Quad& quad) {
  const int width = std::max(1, static_cast<int>(WidthOf(quad)));
  const int height = std::max(1, static_cast<int>(HeightOf(quad)));
  const auto w = static_cast<float>(width);
  const auto h = static_cast<float>(height);
  std::array<cv::Point2f, 4> from;
  for (std::size_t i = 0; i < 4; ++i) from[i] = {quad[i].x, quad[i].y};
  const bool tall = h / w >= kTall;
  // Straight away into its final place: turned left, column x becomes row w - 1 - x.
  const std::array<cv::Point2f, 4> upright = {{{0, 0}, {w, 0}, {w, h}, {0, h}}};
  const std::array<cv::Point2f, 4> left = {{{0, w - 1}, {0, -1}, {h, -1}, {h, w - 1}}};
  const cv::Mat warp = cv::getPerspectiveTransform(from.data(), (tall ? left : upright).data());
  LineImage line{image::Image(tall ? image::Size{height, width} : image::Size{width, height}, 3),
                 tall};
  cv::Mat pixels = View(line.pixels);
  cv::warpPerspective(View(picture), pixels, warp, pixels.size(), cv::INTER_CUBIC,
                      cv::BORDER_REPLICATE);
  CUTLINE_CHECK(pixels.data == line.pixels.data());
  return line;
}

void TurnUpsideDown(image::Image& picture) {
  cv::Mat pixels = View(picture);
  cv::flip(pixels, pixels, -1);
}

TurnedPicture TurnPicture(const image::Image& picture, double degrees) {
  const cv::Mat source = View(picture);
  const cv::Point2f middle(static_cast<float>(picture.width()) / 2,
                           static_cast<float>(picture.height()) / 2);
  const cv::Rect ground =
      cv::RotatedRect(middle, cv::Size2f(source.size()), static_cast<float>(-degrees))
          .boundingRect();
  cv::Mat turn = cv::getRotationMatrix2D(middle, degrees, 1);  // positive is against the clock
  turn.at<double>(0, 2) -= ground.x;
  turn.at<double>(1, 2) -= ground.y;
  TurnedPicture turned{.pixels = image::Image({ground.width, ground.height}, picture.channels())};
  cv::Mat pixels = View(turned.pixels);
  cv::warpAffine(source, pixels, turn, pixels.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT,
                 cv::mean(source));
  CUTLINE_CHECK(pixels.data == turned.pixels.data());
  cv::Mat back;
  cv::invertAffineTransform(turn, back);
  for (int i = 0; i < 6; ++i)
    turned.back[static_cast<std::size_t>(i)] = static_cast<float>(back.at<double>(i / 3, i % 3));
  return turned;
}

image::Image ResizeBilinear(const image::Image& source, image::Size target) {
  if (source.size() == target) return source.Clone();
  return ResizeBilinear(source, {0, 0, source.size()}, target);
}

image::Image ResizeBilinear(const image::Image& source, const Window& part, image::Size target) {
  CUTLINE_CHECK(part.left >= 0 && part.left + part.size.width <= source.width() && part.top >= 0 &&
                part.top + part.size.height <= source.height());
  image::Image result(target, source.channels());
  cv::Mat pixels = View(result);
  const cv::Rect window(part.left, part.top, part.size.width, part.size.height);
  cv::resize(View(source)(window), pixels, pixels.size(), 0, 0, cv::INTER_LINEAR);
  CUTLINE_CHECK(pixels.data == result.data());
  return result;
}

void FillTensor(const image::Image& picture, const Window& window,
                const models::Preprocessing& input, image::Size size, float padding,
                std::span<float> tensor) {
  const std::size_t plane_size = static_cast<std::size_t>(size.width) * size.height;
  const auto [width, height] = window.size;
  CUTLINE_CHECK(picture.channels() == 3 && width <= size.width && height <= size.height &&
                window.left >= 0 && window.left + width <= picture.width() && window.top >= 0 &&
                window.top + height <= picture.height() && tensor.size() == 3 * plane_size);
  for (int channel = 0; channel < 3; ++channel) {
    const int from = 3 * window.left + 2 - channel;  // the networks were trained on B, G, R
    std::array<float, 256> table;
    for (int v = 0; v < 256; ++v) {
      table[v] = (static_cast<float>(v) / 255.0F - input.mean[channel]) / input.deviation[channel];
    }
    float* out = tensor.data() + channel * plane_size;
    for (int y = 0; y < height; ++y, out += size.width) {
      const std::uint8_t* sample = picture.row(window.top + y) + from;
      for (int x = 0; x < width; ++x) out[x] = table[sample[std::ptrdiff_t{3} * x]];
      std::fill(out + width, out + size.width, padding);
    }
    std::fill(out, tensor.data() + (channel + 1) * plane_size, padding);
  }
}

}  // namespace cutline::ocr
