#include "ocr/direction.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/parallel.h"

namespace cutline::ocr {
namespace {

// Longer lines would be squeezed into the frame, which makes the classifier guess.
constexpr double kLongest = 4.5;  // times the height

// What the classifier looks at: the line, or two parts of a long one, as long as the frame shows
// them undistorted.
std::vector<Window> PartsOf(image::Size line, image::Size frame) {
  if (line.width <= kLongest * line.height) return {{0, 0, line}};
  const int part = line.height * frame.width / frame.height;
  const int rest = line.width - part;
  return {{rest / 4, 0, {part, line.height}}, {rest * 3 / 4, 0, {part, line.height}}};
}

image::Size FitInto(image::Size part, image::Size frame) {
  const double width = std::ceil(static_cast<double>(frame.height) * part.width / part.height);
  return {std::clamp(static_cast<int>(width), 1, frame.width), frame.height};
}

Result<float> UpsideDown(const image::Image& line, const Window& part,
                         inference::LoadedModel& model, const Context& context) {
  const image::Size frame{model.entry.input.width, model.entry.input.height};
  const image::Size scaled = FitInto(part.size, frame);
  std::vector<float> input(3 * static_cast<std::size_t>(frame.width) * frame.height);
  FillTensor(ResizeBilinear(line, part, scaled), {0, 0, scaled}, model.entry.input, frame, 0,
             input);
  inference::Tensor output;
  CUTLINE_RETURN_IF_ERROR(
      model.network->InferShaped(input, {1, 3, frame.height, frame.width}, output, context));
  if (output.shape != inference::Shape{1, 2}) {
    return std::unexpected(
        Unprocessable({"The direction classifier has another output than two classes.",
                       "方向分类模型的输出不是两个类别。"}));
  }
  return output.values[1];
}

}  // namespace

Result<std::vector<float>> UpsideDown(std::span<const LineImage> lines, bool long_ones_in_parts,
                                      inference::LoadedModel& model, const Context& context) {
  const image::Size frame{model.entry.input.width, model.entry.input.height};
  std::vector<float> probabilities(lines.size());
  CUTLINE_RETURN_IF_ERROR(
      ParallelFor(model.network->lanes(), lines.size(), [&](std::size_t i) -> Status {
        CUTLINE_RETURN_IF_ERROR(context.Check());
        const image::Image& line = lines[i].pixels;
        const std::vector<Window> parts = long_ones_in_parts
                                              ? PartsOf(line.size(), frame)
                                              : std::vector{Window{0, 0, line.size()}};
        for (const Window& part : parts) {
          CUTLINE_ASSIGN_OR_RETURN(const float probability, UpsideDown(line, part, model, context));
          probabilities[i] += probability / static_cast<float>(parts.size());
        }
        return {};
      }));
  return probabilities;
}

std::vector<bool> ChooseTurns(std::span<const LineImage> lines, std::span<const float> upside_down,
                              bool page_votes) {
  CUTLINE_CHECK(lines.size() == upside_down.size());
  double turned = 0;
  double all = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    turned += static_cast<double>(upside_down[i]) * lines[i].pixels.width();
    all += lines[i].pixels.width();
  }
  const bool page_is_turned = page_votes && all > 0 && turned / all > 0.5;
  const float threshold = page_is_turned ? kSurelyUpright : kSurelyTurned;
  std::vector<bool> turns;
  for (const float probability : upside_down) turns.push_back(probability > threshold);
  return turns;
}

}  // namespace cutline::ocr
