#pragma once
#include <array>
#include <cmath>
#include <cstdint>

#include "image/colour.h"

namespace cutline::image {

// Lays `colour` over a pixel of 3 channels; `coverage`, 0 to 1, is how much of it is covered.
inline void Blend(std::uint8_t* pixel, Rgba colour, float coverage) {
  const float share = coverage * static_cast<float>(colour.a) / 255;
  const std::array<std::uint8_t, 3> paint = {colour.r, colour.g, colour.b};
  for (std::size_t c = 0; c < 3; ++c) {
    const auto ground = static_cast<float>(pixel[c]);
    pixel[c] = static_cast<std::uint8_t>(
        std::lround(ground + (static_cast<float>(paint[c]) - ground) * share));
  }
}

}  // namespace cutline::image
