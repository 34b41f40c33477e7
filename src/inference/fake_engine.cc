#include "inference/fake_engine.h"

#include <thread>

#include "base/check.h"
#include "inference/turnstile.h"

namespace cutline::inference {
namespace {

// The error of one rounding, about: 11 bits of fraction, and 8.
float ErrorOf(Precision precision) {
  switch (precision) {
    case Precision::kF32:
      return 0;
    case Precision::kF16:
      return 1.0F / 2048;
    case Precision::kBf16:
      return 1.0F / 256;
  }
  return 0;
}

class FakeNetwork final : public Network {
 public:
  FakeNetwork(const FakeEngineOptions& options, const LoadOptions& load)
      : options_(options),
        input_shape_(load.input_shape.empty() ? options.input_shape : load.input_shape),
        precision_(load.precision) {
    CUTLINE_CHECK(input_shape_.size() == 4);
    const auto& has = options_.precisions;
    if (std::find(has.begin(), has.end(), precision_) == has.end()) precision_ = Precision::kF32;
  }

  const Shape& input_shape() const override { return input_shape_; }
  const Shape& output_shape() const override { return options_.output_shape; }
  Precision precision() const override { return precision_; }

  Status Infer(std::span<const float> input, std::span<float> output,
               const Context& context) override {
    CUTLINE_CHECK(input.size() == ElementCount(input_shape_) && options_.output_shape.size() == 4 &&
                  output.size() == ElementCount(options_.output_shape));
    CUTLINE_ASSIGN_OR_RETURN(const Turnstile::Turn turn, turnstile_.Enter(1, context));
    if (options_.latency.count() > 0) std::this_thread::sleep_for(options_.latency);
    if (options_.on_infer) CUTLINE_RETURN_IF_ERROR(options_.on_infer());
    Compute(input, output);
    return {};
  }

  Status InferShaped(std::span<const float> input, const Shape& shape, Tensor& output,
                     const Context& context) override {
    CUTLINE_CHECK(input.size() == ElementCount(shape) && shape.size() == 4);
    FakeNetwork fixed({.output_shape = {1, 1, shape[2], shape[3]}}, {.input_shape = shape});
    output.shape = fixed.output_shape();
    output.values.resize(ElementCount(output.shape));
    CUTLINE_ASSIGN_OR_RETURN(const Turnstile::Turn turn, turnstile_.Enter(1, context));
    return fixed.Infer(input, output.values, context);
  }

 private:
  void Compute(std::span<const float> input, std::span<float> output) const {
    const std::int64_t channels = input_shape_[1];
    const std::int64_t in_height = input_shape_[2];
    const std::int64_t in_width = input_shape_[3];
    const std::int64_t planes = options_.output_shape[1];
    const std::int64_t height = options_.output_shape[2];
    const std::int64_t width = options_.output_shape[3];
    std::size_t at = 0;
    for (std::int64_t plane = 0; plane < planes; ++plane) {
      for (std::int64_t y = 0; y < height; ++y) {
        for (std::int64_t x = 0; x < width; ++x, ++at) {
          const std::int64_t from = y * in_height / height * in_width + x * in_width / width;
          float sum = 0;
          for (std::int64_t c = 0; c < channels; ++c) {
            sum += input[static_cast<std::size_t>(c * in_height * in_width + from)];
          }
          const float error = at % 2 == 0 ? ErrorOf(precision_) : -ErrorOf(precision_);
          output[at] = sum / static_cast<float>(channels) + error;
        }
      }
    }
  }

  const FakeEngineOptions options_;  // a copy: networks may outlive their engine
  const Shape input_shape_;
  Precision precision_;
  Turnstile turnstile_{1};
};

}  // namespace

Result<std::unique_ptr<Network>> FakeEngine::Load(const LoadOptions& options) {
  ++loads_;
  if (options_.on_load) CUTLINE_RETURN_IF_ERROR(options_.on_load(options));
  return std::make_unique<FakeNetwork>(options_, options);
}

}  // namespace cutline::inference
