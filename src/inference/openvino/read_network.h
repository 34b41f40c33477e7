#pragma once
#include <filesystem>
#include <memory>

#include "inference/engine.h"

namespace ov {
class Model;
}

namespace cutline::inference {

// A model file as OpenVINO's graph, cut off after its first output: one f32 input, NCHW where
// it has four dimensions, and one f32 output. `input_shape` as in LoadOptions.
// kUnprocessable where the file is no network, has several inputs, or does not take that
// shape; kIo.
[[nodiscard]] Result<std::shared_ptr<ov::Model>> ReadNetwork(const std::filesystem::path& path,
                                                             const Shape& input_shape);

}  // namespace cutline::inference
