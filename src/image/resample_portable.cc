#include <algorithm>
#include <cstring>
#include <vector>

#include "image/resample_kernels.h"
#include "image/simd.h"

namespace cutline::image {
namespace {

constexpr std::int32_t kHalf = 1 << (LanczosAxis::kWeightBits - 1);

inline std::uint8_t ToByte(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> LanczosAxis::kWeightBits, 0, 255));
}

template <int kChannels>
void HorizontalRow(const std::uint8_t* source, const LanczosAxis& axis, std::uint8_t* out) {
  for (int x = 0; x < axis.target; ++x, out += kChannels) {
    const auto [first, count] = axis.windows[x];
    const std::int32_t* weights = axis.weights_of(x);
    const std::uint8_t* in = source + static_cast<std::size_t>(first) * kChannels;
    std::int32_t sums[kChannels];
    std::fill_n(sums, kChannels, kHalf);
    for (int i = 0; i < count; ++i, in += kChannels) {
      for (int c = 0; c < kChannels; ++c) sums[c] += in[c] * weights[i];
    }
    for (int c = 0; c < kChannels; ++c) out[c] = ToByte(sums[c]);
  }
}

void Horizontal(const Image& source, const LanczosAxis& axis, Image& out) {
  const auto row = source.channels() == 1   ? HorizontalRow<1>
                   : source.channels() == 3 ? HorizontalRow<3>
                                            : HorizontalRow<4>;
  for (int y = 0; y < source.height(); ++y) row(source.row(y), axis, out.row(y));
}

CUTLINE_HOT void AddRow(const std::uint8_t* in, std::int32_t weight, std::size_t size,
                        std::int32_t* sums) {
  for (std::size_t i = 0; i < size; ++i) sums[i] += in[i] * weight;
}

void Vertical(const Image& source, const LanczosAxis& axis, Image& out) {
  std::vector<std::int32_t> sums(source.stride());
  for (int y = 0; y < axis.target; ++y) {
    const auto [first, count] = axis.windows[y];
    std::ranges::fill(sums, kHalf);
    for (int i = 0; i < count; ++i) {
      AddRow(source.row(first + i), axis.weights_of(y)[i], sums.size(), sums.data());
    }
    std::ranges::transform(sums, out.row(y), ToByte);
  }
}

}  // namespace

const ResampleKernels& PortableResampleKernels() {
  static constexpr ResampleKernels kKernels{.horizontal = Horizontal, .vertical = Vertical};
  return kKernels;
}

}  // namespace cutline::image
