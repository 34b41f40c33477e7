#pragma once
#include <cstdint>
#include <string_view>

#include "base/status.h"

namespace cutline::image {

struct Rgba {
  std::uint8_t r = 0, g = 0, b = 0, a = 0;
  friend bool operator==(Rgba, Rgba) = default;
};

// "transparent", "#rgb", "#rgba", "#rrggbb", "#rrggbbaa" or a CSS colour name
// (CSS Color 4, all 148). kInvalidArgument with the nearest name.
[[nodiscard]] Result<Rgba> ParseColour(std::string_view text);

}  // namespace cutline::image
