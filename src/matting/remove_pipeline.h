#pragma once
#include <span>

#include "image/decode.h"
#include "inference/model_pool.h"
#include "matting/remove_options.h"
#include "matting/segmenter.h"
#include "task/pipeline.h"

namespace cutline::matting {

// What the steps of one removal share. Each step reads what earlier ones left.
struct RemoveState {
  ByteSpan input;
  const RemoveOptions& options;
  const image::DecodeLimits& limits;
  inference::LoadedModel& model;
  image::Image picture;  // decode
  Tensors tensors;       // prepare, infer
  image::Image mask;     // mask
  image::Image result;   // compose
  ByteBuffer encoded;    // encode
};

// decode, prepare, infer, mask, refine, colours, background, encode.
[[nodiscard]] std::span<const task::Step<RemoveState>> RemoveSteps();

}  // namespace cutline::matting
