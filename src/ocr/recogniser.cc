#include "ocr/recogniser.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cutline::ocr {
namespace {

constexpr int kNarrowest = 320;  // what the networks were trained on
constexpr int kWidthStep = 160;
constexpr int kWidest = 160 * 64;  // 10,240 columns at height 48: a line of 1,000 letters
constexpr std::size_t kLargestBatch = 4;

struct Fitted {
  std::size_t line = 0;
  int width = 0;   // of the line at the network's height
  int bucket = 0;  // of the tensor
};

Fitted Fit(std::size_t index, const LineImage& line, const models::Preprocessing& input) {
  const double ratio = static_cast<double>(line.pixels.width()) / line.pixels.height();
  const double width = std::ceil(input.height * ratio * input.stretch);
  Fitted fitted{.line = index, .width = static_cast<int>(std::clamp<double>(width, 1, kWidest))};
  fitted.bucket = std::max(kNarrowest, (fitted.width + kWidthStep - 1) / kWidthStep * kWidthStep);
  return fitted;
}

Status WrongDictionary(const models::ModelEntry& entry, std::size_t classes, std::int64_t has) {
  return Unprocessable(
             {fmt::format("{} tells {} classes apart, but its list of characters makes "
                          "{}.",
                          entry.name, has, classes),
              fmt::format("{} 有 {} 个类别，而字符表对应 {} 个。", entry.name, has, classes)})
      .WithField("model");
}

class Batches {
 public:
  Batches(std::span<const LineImage> lines, inference::LoadedModel& model,
          const Dictionary& dictionary)
      : lines_(lines), model_(model), dictionary_(dictionary), readings_(lines.size()) {}

  Status Run(const Context& context) {
    std::vector<Fitted> order;
    for (std::size_t i = 0; i < lines_.size(); ++i)
      order.push_back(Fit(i, lines_[i], model_.entry.input));
    std::ranges::sort(order, {}, [](const Fitted& f) { return std::pair(f.bucket, f.line); });
    for (std::span<const Fitted> rest = order; !rest.empty();) {
      std::size_t same = 1;
      while (same < rest.size() && rest[same].bucket == rest[0].bucket) ++same;
      // Powers of two only: each size of a batch is a shape of its own to the engine.
      const std::size_t count = std::min(kLargestBatch, std::bit_floor(same));
      CUTLINE_RETURN_IF_ERROR(context.Check());
      CUTLINE_RETURN_IF_ERROR(RunOne(rest.first(count), context));
      rest = rest.subspan(count);
    }
    return {};
  }

  std::vector<Reading> Take() { return std::move(readings_); }

 private:
  Status RunOne(std::span<const Fitted> batch, const Context& context) {
    const models::Preprocessing& input = model_.entry.input;
    const image::Size frame{batch[0].bucket, input.height};
    const std::size_t each = 3 * static_cast<std::size_t>(frame.width) * frame.height;
    input_.resize(batch.size() * each);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const image::Image& line = lines_[batch[i].line].pixels;
      FillTensor(ResizeBilinear(line, {batch[i].width, input.height}), input, frame, 0,
                 std::span(input_).subspan(i * each, each));
    }
    CUTLINE_RETURN_IF_ERROR(model_.network->InferShaped(
        input_, {static_cast<std::int64_t>(batch.size()), 3, frame.height, frame.width}, output_,
        context));
    const inference::Shape& shape = output_.shape;  // lines, steps, classes
    const std::size_t classes = dictionary_.classes();
    if (shape.size() != 3 || shape[0] != static_cast<std::int64_t>(batch.size()) || shape[1] < 1 ||
        shape[2] != static_cast<std::int64_t>(classes)) {
      return WrongDictionary(model_.entry, classes, shape.empty() ? 0 : shape.back());
    }
    const auto steps = static_cast<std::size_t>(shape[1]);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Reading& reading = readings_[batch[i].line];
      reading.glyphs = DecodeGreedily(
          std::span(output_.values).subspan(i * steps * classes, steps * classes), classes);
      const float columns = static_cast<float>(frame.width) / static_cast<float>(steps);
      for (const Glyph& glyph : reading.glyphs) {
        const float middle = (static_cast<float>(glyph.step) + 0.5F) * columns;
        reading.where.push_back(std::min(1.0F, middle / static_cast<float>(batch[i].width)));
      }
    }
    return {};
  }

  std::span<const LineImage> lines_;
  inference::LoadedModel& model_;
  const Dictionary& dictionary_;
  std::vector<Reading> readings_;
  std::vector<float> input_;
  inference::Tensor output_;
};

}  // namespace

Result<std::vector<Reading>> ReadLines(std::span<const LineImage> lines,
                                       inference::LoadedModel& model, const Dictionary& dictionary,
                                       const Context& context) {
  Batches batches(lines, model, dictionary);
  CUTLINE_RETURN_IF_ERROR(batches.Run(context));
  return batches.Take();
}

}  // namespace cutline::ocr
