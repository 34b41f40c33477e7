#include "matting/segmenter.h"

#include <fmt/ranges.h>

#include <limits>
#include <optional>

#include "base/check.h"
#include "image/resample.h"
#include "matting/tensor.h"

namespace cutline::matting {
namespace {

// Buffers that no request uses now. As many as ever ran at once on one thread, so the
// workers' number bounds it.
thread_local std::vector<std::vector<float>> stock;

std::vector<float> Borrow(std::size_t size) {
  const auto fits =
      std::find_if(stock.begin(), stock.end(), [size](const auto& b) { return b.size() == size; });
  if (fits == stock.end()) return std::vector<float>(size);
  std::vector<float> buffer = std::move(*fits);
  stock.erase(fits);
  return buffer;
}

void GiveBack(std::vector<float>&& buffer) {
  if (buffer.empty()) return;
  if (stock.size() >= 4) stock.erase(stock.begin());  // of models no longer used
  stock.push_back(std::move(buffer));
}

}  // namespace

Tensors::Tensors(std::size_t input, std::size_t output)
    : input_(Borrow(input)), output_(Borrow(output)) {}

Tensors& Tensors::operator=(Tensors&& other) noexcept {
  std::swap(input_, other.input_);
  std::swap(output_, other.output_);
  return *this;
}

Tensors::~Tensors() {
  GiveBack(std::move(input_));
  GiveBack(std::move(output_));
}

namespace {

// The size of the output's planes and their number: N, C, height, width with N = 1, or without C.
struct Planes {
  image::Size size;
  int count = 0;
};
std::optional<Planes> PlanesOf(const inference::Shape& shape) {
  const bool known = std::ranges::all_of(shape, [](std::int64_t side) {
    return side >= 1 && side <= std::numeric_limits<int>::max();
  });
  if (!known || (shape.size() != 3 && shape.size() != 4) || shape[0] != 1) return std::nullopt;
  const auto side = [&](std::size_t from_end) {
    return static_cast<int>(shape[shape.size() - from_end]);
  };
  return Planes{{side(1), side(2)}, shape.size() == 4 ? side(3) : 1};
}

}  // namespace

Result<Tensors> PrepareTensors(const image::Image& picture, const inference::LoadedModel& model) {
  if (model.entry.output == models::OutputTreatment::kPrompted) {
    return std::unexpected(
        InvalidArgument(
            {fmt::format("{} needs points or boxes to segment by; this version can't give them.",
                         model.entry.name),
             fmt::format("{} 需要点或框作为提示，本版本尚不支持。", model.entry.name)})
            .WithField("model"));
  }
  if (!PlanesOf(model.network->output_shape())) {
    const std::string shape = fmt::format("{}", fmt::join(model.network->output_shape(), "×"));
    return std::unexpected(
        Unprocessable({fmt::format("The output of {} is {}: no mask can be made of it.",
                                   model.entry.name, shape),
                       fmt::format("{} 的输出为 {}，无法得到蒙版。", model.entry.name, shape)})
            .WithField("model")
            .WithHint({"Its first output must be 1×classes×height×width, or 1×height×width.",
                       "其首个输出应为 1×类别×高×宽，或 1×高×宽。"}));
  }
  const models::Preprocessing& input = model.entry.input;
  const image::Image resized = image::ResizeLanczos(picture, {input.width, input.height});
  Tensors tensors(inference::ElementCount(model.network->input_shape()),
                  inference::ElementCount(model.network->output_shape()));
  FillTensor(resized, input, tensors.input());
  return tensors;
}

Status InferTensors(Tensors& tensors, inference::LoadedModel& model, const Context& context) {
  return model.network->Infer(tensors.input(), tensors.output(), context);
}

image::Image FinishMask(Tensors& tensors, image::Size size, const inference::LoadedModel& model) {
  const std::optional<Planes> planes = PlanesOf(model.network->output_shape());
  CUTLINE_CHECK(planes.has_value());  // PrepareTensors has seen to it
  const image::Image mask =
      MaskFromOutput(tensors.output(), planes->size, planes->count, model.entry.output);
  return image::ResizeLanczos(mask, size);
}

}  // namespace cutline::matting
