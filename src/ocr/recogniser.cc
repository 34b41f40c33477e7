#include "ocr/recogniser.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/parallel.h"
#include "ocr/stable_sort.h"

namespace cutline::ocr {
namespace {

constexpr int kNarrowest = 160;
constexpr int kWidthStep = 64;
constexpr int kWidest = 160 * 64;  // 10,240 columns at height 48: a line of 1,000 letters

struct Fitted {
  std::size_t line = 0;
  int width = 0;   // of the line at the network's height
  int bucket = 0;  // of the tensor
};

double RatioOf(const LineImage& line) {
  return static_cast<double>(line.pixels.width()) / line.pixels.height();
}

Fitted Fit(std::size_t index, const LineImage& line, const models::Preprocessing& input) {
  const double width = std::ceil(input.height * RatioOf(line) * input.stretch);
  Fitted fitted{.line = index, .width = static_cast<int>(std::clamp<double>(width, 1, kWidest))};
  const int steps = std::max(0, fitted.width - kNarrowest + kWidthStep - 1) / kWidthStep;
  fitted.bucket = kNarrowest + steps * kWidthStep;
  return fitted;
}

// Gives each six lines of similar ratio the width of their widest, or of a picture of 320 x 48.
void ShareWidths(std::span<const LineImage> lines, const models::Preprocessing& input,
                 std::vector<Fitted>& fitted) {
  constexpr std::size_t kBatch = 6;
  constexpr double kLeastRatio = 320.0 / 48;
  const auto ratio = [lines](const Fitted& f) { return RatioOf(lines[f.line]); };
  SortStably(fitted, ratio);
  for (std::size_t first = 0; first < fitted.size(); first += kBatch) {
    const std::size_t end = std::min(first + kBatch, fitted.size());
    const double widest = std::max(kLeastRatio, ratio(fitted[end - 1]));
    const double width = std::min<double>(input.height * widest * input.stretch, kWidest);
    for (std::size_t i = first; i < end; ++i) {
      fitted[i].bucket = static_cast<int>(width);
      fitted[i].width = std::min(fitted[i].width, fitted[i].bucket);
    }
  }
}

Status WrongDictionary(const models::ModelEntry& entry, std::size_t classes, std::int64_t has) {
  return Unprocessable(
             {fmt::format("{} tells {} classes apart, but its list of characters makes "
                          "{}.",
                          entry.name, has, classes),
              fmt::format("{} 有 {} 个类别，而字符表对应 {} 个。", entry.name, has, classes)})
      .WithField("model");
}

Status NoRecogniser(const models::ModelEntry& entry) {
  return Unprocessable(
             {fmt::format("{} is not a text recogniser: its output is not a list of steps with a "
                          "probability for each character.",
                          entry.name),
              fmt::format("{} 不是文字识别模型：其输出不是逐步的字符概率。", entry.name)})
      .WithField("model");
}

Result<Reading> ReadLine(const LineImage& line, const Fitted& fitted, inference::LoadedModel& model,
                         const Decoding& decoding, const Context& context) {
  const models::Preprocessing& input = model.entry.input;
  const image::Size frame{fitted.bucket, input.height};
  std::vector<float> tensor(3 * static_cast<std::size_t>(frame.width) * frame.height);
  const image::Size scaled{fitted.width, input.height};
  FillTensor(ResizeBilinear(line.pixels, scaled), {0, 0, scaled}, input, frame, 0, tensor);
  inference::Tensor output;
  CUTLINE_RETURN_IF_ERROR(
      model.network->InferShaped(tensor, {1, 3, frame.height, frame.width}, output, context));
  const inference::Shape& shape = output.shape;  // 1, steps, classes
  const std::size_t classes = decoding.dictionary->classes();
  if (shape.size() != 3 || shape[0] != 1 || shape[1] < 1) {
    return std::unexpected(NoRecogniser(model.entry));
  }
  if (shape[2] != static_cast<std::int64_t>(classes)) {
    return std::unexpected(WrongDictionary(model.entry, classes, shape[2]));
  }
  Reading reading;
  reading.glyphs = decoding.words.empty()
                       ? DecodeGreedily(output.values, classes, decoding.allowed)
                       : DecodeByBeam(output.values, classes, decoding.allowed, decoding.words);
  const float columns = static_cast<float>(frame.width) / static_cast<float>(shape[1]);
  for (const Glyph& glyph : reading.glyphs) {
    const float middle = (static_cast<float>(glyph.step) + 0.5F) * columns;
    reading.where.push_back(std::min(1.0F, middle / static_cast<float>(fitted.width)));
  }
  return reading;
}

}  // namespace

Result<std::vector<Reading>> ReadLines(std::span<const LineImage> lines,
                                       inference::LoadedModel& model, const Decoding& decoding,
                                       LineWidths widths, const Context& context) {
  std::vector<Fitted> order;
  for (std::size_t i = 0; i < lines.size(); ++i)
    order.push_back(Fit(i, lines[i], model.entry.input));
  if (widths == LineWidths::kShared) ShareWidths(lines, model.entry.input, order);
  // The longest first, so that no lane is left alone with a long one at the end.
  std::ranges::sort(order, std::greater(),
                    [](const Fitted& f) { return std::pair(f.bucket, f.line); });
  std::vector<Reading> readings(lines.size());
  const auto one = [&](std::size_t i) -> Status {
    CUTLINE_RETURN_IF_ERROR(context.Check());
    const Fitted& next = order[i];
    CUTLINE_ASSIGN_OR_RETURN(readings[next.line],
                             ReadLine(lines[next.line], next, model, decoding, context));
    return {};
  };
  CUTLINE_RETURN_IF_ERROR(ParallelFor(model.network->lanes(), lines.size(), one));
  return readings;
}

}  // namespace cutline::ocr
