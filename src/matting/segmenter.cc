#include "matting/segmenter.h"

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

Result<Tensors> PrepareTensors(const image::Image& picture, const inference::LoadedModel& model) {
  if (model.entry.output == models::OutputTreatment::kPrompted) {
    return std::unexpected(
        InvalidArgument(
            {fmt::format("{} needs points or boxes to segment by; this version can't give them.",
                         model.entry.name),
             fmt::format("{} 需要点或框作为提示，本版本尚不支持。", model.entry.name)})
            .WithField("model"));
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
  const inference::Shape& shape = model.network->output_shape();  // N, classes, height, width
  const image::Size map{static_cast<int>(shape[3]), static_cast<int>(shape[2])};
  const image::Image mask =
      MaskFromOutput(tensors.output(), map, static_cast<int>(shape[1]), model.entry.output);
  return image::ResizeLanczos(mask, size);
}

}  // namespace cutline::matting
