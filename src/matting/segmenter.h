#pragma once
#include "base/context.h"
#include "image/pixels.h"
#include "inference/model_pool.h"

namespace cutline::matting {

// Prepared input and raw output of one segmentation, borrowed from a small stock that is
// kept between requests. Move-only; gives its memory back when destroyed.
class Tensors {
 public:
  Tensors() = default;
  Tensors(std::size_t input, std::size_t output);
  Tensors(Tensors&&) noexcept = default;
  Tensors& operator=(Tensors&& other) noexcept;
  ~Tensors();

  [[nodiscard]] std::span<float> input() { return input_; }
  [[nodiscard]] std::span<float> output() { return output_; }

 private:
  std::vector<float> input_;
  std::vector<float> output_;
};

// The three parts of a segmentation, apart so that each shows in the timings. The mask
// comes out in the picture's size, with rembg's values (solid is 254 or 255).
[[nodiscard]] Result<Tensors> PrepareTensors(const image::Image& picture,
                                             const inference::LoadedModel& model);
[[nodiscard]] Status InferTensors(Tensors& tensors, inference::LoadedModel& model,
                                  const Context& context);
[[nodiscard]] image::Image FinishMask(Tensors& tensors, image::Size size,
                                      const inference::LoadedModel& model);

}  // namespace cutline::matting
