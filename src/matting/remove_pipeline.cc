#include "matting/remove_pipeline.h"

#include "image/composite.h"
#include "image/encode.h"
#include "matting/tensor.h"

namespace cutline::matting {
namespace {

Status Decode(RemoveState& state, const Context& context) {
  CUTLINE_ASSIGN_OR_RETURN(state.picture, image::Decode(state.input, state.limits, context));
  return {};
}

Status Prepare(RemoveState& state, const Context&) {
  CUTLINE_ASSIGN_OR_RETURN(state.tensors, PrepareTensors(state.picture, state.model));
  return {};
}

Status Infer(RemoveState& state, const Context& context) {
  return InferTensors(state.tensors, state.model, context);
}

Status Mask(RemoveState& state, const Context&) {
  state.mask = FinishMask(state.tensors, state.picture.size(), state.model);
  state.tensors = {};  // for the next request; this one has what it needs
  return {};
}

Status Refine(RemoveState& state, const Context&) {
  if (state.options.post_process) {
    state.mask = image::CleanMask(state.mask);
  } else if (!state.options.rembg_compatible) {
    StretchToSolid(state.mask);
  }
  return {};
}

Status Colours(RemoveState& state, const Context&) {
  if (state.options.only_mask) {
    state.result = std::move(state.mask);
  } else if (state.options.rembg_compatible) {
    state.result = image::CutOutPremultiplied(state.picture, state.mask);
  } else {
    state.result = image::CutOut(state.picture, state.mask);
  }
  state.picture = {};
  return {};
}

Status Background(RemoveState& state, const Context&) {
  if (state.options.only_mask || state.options.background.a == 0) return {};
  state.result = image::OverColour(state.result, state.options.background);
  return {};
}

Status Encode(RemoveState& state, const Context&) {
  if (state.options.format == image::Format::kWebp) {
    CUTLINE_ASSIGN_OR_RETURN(state.encoded, image::EncodeWebp(state.result, state.options.webp));
  } else {
    CUTLINE_ASSIGN_OR_RETURN(state.encoded, image::EncodePng(state.result, state.options.png));
  }
  return {};
}

constexpr std::array<task::Step<RemoveState>, 8> kSteps = {{
    {"decode", Decode},
    {"prepare", Prepare},
    {"infer", Infer},
    {"mask", Mask},
    {"compose", Refine},
    {"compose", Colours},
    {"compose", Background},
    {"encode", Encode},
}};

}  // namespace

std::span<const task::Step<RemoveState>> RemoveSteps() { return kSteps; }

}  // namespace cutline::matting
