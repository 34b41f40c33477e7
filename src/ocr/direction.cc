#include "ocr/direction.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace cutline::ocr {
namespace {

constexpr std::size_t kBatch = 8;

image::Size FitInto(image::Size line, image::Size frame) {
  const double width = std::ceil(static_cast<double>(frame.height) * line.width / line.height);
  return {std::clamp(static_cast<int>(width), 1, frame.width), frame.height};
}

}  // namespace

Result<std::vector<float>> UpsideDown(std::span<const LineImage> lines,
                                      inference::LoadedModel& model, const Context& context) {
  const image::Size frame{model.entry.input.width, model.entry.input.height};
  const std::size_t each = 3 * static_cast<std::size_t>(frame.width) * frame.height;
  std::vector<float> probabilities;
  std::vector<float> input;
  inference::Tensor output;
  for (std::size_t first = 0; first < lines.size(); first += kBatch) {
    CUTLINE_RETURN_IF_ERROR(context.Check());
    const std::size_t count = std::min(kBatch, lines.size() - first);
    input.assign(kBatch * each, 0.0F);  // always the same shape; what is left over is grey
    for (std::size_t i = 0; i < count; ++i) {
      const image::Image& line = lines[first + i].pixels;
      FillTensor(ResizeBilinear(line, FitInto(line.size(), frame)), model.entry.input, frame, 0,
                 std::span(input).subspan(i * each, each));
    }
    CUTLINE_RETURN_IF_ERROR(model.network->InferShaped(
        input, {static_cast<std::int64_t>(kBatch), 3, frame.height, frame.width}, output, context));
    if (output.shape != inference::Shape{static_cast<std::int64_t>(kBatch), 2}) {
      return std::unexpected(
          Unprocessable({"The direction classifier has another output than two "
                         "classes.",
                         "方向分类模型的输出不是两个类别。"}));
    }
    for (std::size_t i = 0; i < count; ++i) probabilities.push_back(output.values[2 * i + 1]);
  }
  return probabilities;
}

std::vector<bool> ChooseTurns(std::span<const LineImage> lines,
                              std::span<const float> upside_down) {
  CUTLINE_CHECK(lines.size() == upside_down.size());
  double turned = 0;
  double all = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    turned += static_cast<double>(upside_down[i]) * lines[i].pixels.width();
    all += lines[i].pixels.width();
  }
  const float threshold = all > 0 && turned / all > 0.5 ? kSurelyUpright : kSurelyTurned;
  std::vector<bool> turns;
  for (const float probability : upside_down) turns.push_back(probability > threshold);
  return turns;
}

}  // namespace cutline::ocr
