#pragma once
#include <span>
#include <string>

#include "base/option.h"
#include "image/colour.h"
#include "image/decode.h"
#include "image/encode.h"

namespace cutline::matting {

// The declarations behind every front's options of the `remove` task.
[[nodiscard]] std::span<const OptionDecl> RemoveOptionDecls();

// The same, typed and checked.
struct RemoveOptions {
  std::string model;      // empty: the program's default
  std::string precision;  // "auto", "f32", "f16", "bf16"; empty: the program's default
  bool only_mask = false;
  bool post_process = false;
  bool rembg_compatible = false;
  image::Rgba background;  // a == 0: transparent
  image::Format format = image::Format::kPng;
  image::PngOptions png;
  image::WebpOptions webp;
};

// kInvalidArgument with the option at fault.
[[nodiscard]] Result<RemoveOptions> ParseRemoveOptions(const OptionValues& values);

}  // namespace cutline::matting
