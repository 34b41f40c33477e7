#pragma once
#include <cstdint>
#include <vector>

namespace cutline::image {

// The filter of one axis: which source samples an output sample sums up, and with
// which weights. Lanczos with a = 3 (Claude Duchon, 1979).
struct LanczosAxis {
  struct Window {
    int first;  // index of the first source sample
    int count;  // samples from there on, >= 1, all inside the source
  };

  static constexpr int kWeightBits = 22;  // a weight of 1.0 is 1 << 22

  int source = 0;
  int target = 0;
  int max_count = 0;                  // the largest window
  std::vector<Window> windows;        // one per output sample
  std::vector<std::int32_t> weights;  // max_count per output sample, 0 beyond its count

  [[nodiscard]] const std::int32_t* weights_of(int output) const {
    return weights.data() + static_cast<std::size_t>(output) * max_count;
  }
};

// REQUIRES: both sides >= 1.
[[nodiscard]] LanczosAxis MakeLanczosAxis(int source, int target);

}  // namespace cutline::image
