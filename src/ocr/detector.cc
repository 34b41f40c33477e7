#include "ocr/detector.h"

#include <algorithm>
#include <cmath>

#include "ocr/line_image.h"

namespace cutline::ocr {
namespace {

constexpr int kStride = 32;  // the network halves its input five times

int RoundUp(int value, int step) { return (value + step - 1) / step * step; }

int RoundToStride(double side) {
  return std::max(kStride, static_cast<int>(std::nearbyint(side / kStride)) * kStride);
}

}  // namespace

image::Size DetectorSize(image::Size picture, const DetectorOptions& options) {
  const double shortest = std::min(picture.width, picture.height);
  const double longest = std::max(picture.width, picture.height);
  double ratio = 1;
  if (shortest < options.short_side) {
    ratio = std::min(options.short_side / shortest, std::max(1.0, options.long_side / longest));
  }
  ratio = std::min(ratio, options.largest / longest);
  return {RoundToStride(picture.width * ratio), RoundToStride(picture.height * ratio)};
}

Result<std::vector<Quad>> DetectText(const image::Image& picture, inference::LoadedModel& model,
                                     const DetectorOptions& options, const Context& context) {
  const image::Size size = DetectorSize(picture.size(), options);
  const image::Image resized = ResizeBilinear(picture, size);
  const image::Size padded{RoundUp(size.width, options.bucket),
                           RoundUp(size.height, options.bucket)};
  std::vector<float> input(3 * static_cast<std::size_t>(padded.width) * padded.height);
  // Black, not the middle grey that 0 is: grey moves boxes near the edge.
  const models::Preprocessing& scale = model.entry.input;
  FillTensor(resized, scale, padded, (0.0F - scale.mean[0]) / scale.deviation[0], input);
  inference::Tensor output;
  CUTLINE_RETURN_IF_ERROR(
      model.network->InferShaped(input, {1, 3, padded.height, padded.width}, output, context));
  if (output.shape != inference::Shape{1, 1, padded.height, padded.width}) {
    return std::unexpected(
        Unprocessable({fmt::format("{} is not a text detector: its output has another size.",
                                   model.entry.name),
                       fmt::format("{} 不是文字检测模型：输出尺寸不符。", model.entry.name)})
            .WithField("detector"));
  }
  // Only the picture's part, packed.
  std::vector<float>& map = output.values;
  for (int y = 1; y < size.height; ++y) {
    std::copy_n(map.begin() + std::ptrdiff_t{y} * padded.width, size.width,
                map.begin() + std::ptrdiff_t{y} * size.width);
  }
  map.resize(static_cast<std::size_t>(size.width) * size.height);
  return FindTextBoxes(map, size, picture.size(), options.boxes);
}

}  // namespace cutline::ocr
