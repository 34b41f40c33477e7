#pragma once
#include "base/context.h"
#include "image/header.h"

namespace cutline::image {

// Decode() for every kind but BMP, by libvips. `header` is what ReadHeader() made of
// `bytes`. Computes on the caller's thread, strip by strip, asking `context` in between.
[[nodiscard]] Result<Image> DecodeWithVips(ByteSpan bytes, const Header& header,
                                           const DecodeLimits& limits, const Context& context);

}  // namespace cutline::image
