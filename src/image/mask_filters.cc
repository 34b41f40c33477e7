// CleanMask() of composite.h. Its threshold cuts through flat areas of value 127, where
// the blurred value is 127 give or take one rounding error, so the sums are done in
// double precision and in the very order of the reference (SciPy): rows first down, then
// across, each output as centre tap first, then the pairs from the outermost inwards.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/check.h"
#include "image/composite.h"
#include "image/simd.h"

namespace cutline::image {
namespace {

constexpr int kRadius = 8;
constexpr double kSigma = 2.0;
constexpr double kThreshold = 127.0;

using Kernel = std::array<double, kRadius + 1>;  // by distance from the centre

Kernel GaussianKernel() {
  Kernel kernel;
  for (int i = 0; i <= kRadius; ++i) kernel[i] = std::exp(-0.5 / (kSigma * kSigma) * (i * i));
  double sum = 0.0;
  for (int i = -kRadius; i <= kRadius; ++i) sum += kernel[std::abs(i)];
  for (double& weight : kernel) weight /= sum;
  return kernel;
}

// "… c b a | a b c … | c b a …": the edge sample is repeated, also for sides shorter
// than the radius.
int Mirror(int i, int size) {
  const int period = 2 * size;
  i = ((i % period) + period) % period;
  return i < size ? i : period - 1 - i;
}

// Grey erosion (kLeast) or dilation with a cross of five pixels. Outside neighbours count
// as the edge pixel itself.
template <bool kLeast>
struct CrossLoop {
  [[gnu::always_inline]] static std::uint8_t Pick(std::uint8_t a, std::uint8_t b) {
    return (a < b) == kLeast ? a : b;
  }
  [[gnu::always_inline]] static void Run(const std::uint8_t* above, const std::uint8_t* row,
                                         const std::uint8_t* below, int width,
                                         std::uint8_t* __restrict out) {
    for (int x = 0; x < width; ++x) out[x] = Pick(row[x], Pick(above[x], below[x]));
    for (int x = 1; x < width; ++x) out[x] = Pick(out[x], row[x - 1]);
    for (int x = 0; x + 1 < width; ++x) out[x] = Pick(out[x], row[x + 1]);
  }
};

template <bool kLeast>
Image Cross(const Image& mask) {
  Image out(mask.size(), 1);
  for (int y = 0; y < mask.height(); ++y) {
    RunWide<CrossLoop<kLeast>>(mask.row(std::max(y - 1, 0)), mask.row(y),
                               mask.row(std::min(y + 1, mask.height() - 1)), mask.width(),
                               out.row(y));
  }
  return out;
}

// rows[kRadius] is the output's own row.
struct BlurDownLoop {
  [[gnu::always_inline]] static void Run(const std::uint8_t* const* rows, const double* kernel,
                                         int width, double* __restrict out) {
    for (int x = 0; x < width; ++x) out[x] = rows[kRadius][x] * kernel[0];
    for (int i = kRadius; i > 0; --i) {
      const std::uint8_t* const above = rows[kRadius - i];
      const std::uint8_t* const below = rows[kRadius + i];
      // Whole numbers below 2^53: adding them first is exact.
      for (int x = 0; x < width; ++x) out[x] += (above[x] + below[x]) * kernel[i];
    }
  }
};

// `row` has kRadius mirrored samples on both sides.
struct BlurAcrossLoop {
  [[gnu::always_inline]] static void Run(const double* row, const double* kernel, int width,
                                         double* __restrict sums, std::uint8_t* __restrict out) {
    const double* const centre = row + kRadius;
    for (int x = 0; x < width; ++x) sums[x] = centre[x] * kernel[0];
    for (int i = kRadius; i > 0; --i) {
      for (int x = 0; x < width; ++x) sums[x] += (centre[x - i] + centre[x + i]) * kernel[i];
    }
    for (int x = 0; x < width; ++x) out[x] = sums[x] < kThreshold ? 0 : 255;
  }
};

Image BlurAndCut(const Image& mask) {
  const Kernel kernel = GaussianKernel();
  const int width = mask.width();
  Image out(mask.size(), 1);
  std::vector<double> padded(static_cast<std::size_t>(width) + 2 * kRadius);
  std::vector<double> sums(width);
  std::array<const std::uint8_t*, 2 * kRadius + 1> rows;
  for (int y = 0; y < mask.height(); ++y) {
    for (int i = -kRadius; i <= kRadius; ++i) {
      rows[i + kRadius] = mask.row(Mirror(y + i, mask.height()));
    }
    double* const middle = padded.data() + kRadius;
    RunWide<BlurDownLoop>(rows.data(), kernel.data(), width, middle);
    for (int i = 1; i <= kRadius; ++i) {
      middle[-i] = middle[Mirror(-i, width)];
      middle[width - 1 + i] = middle[Mirror(width - 1 + i, width)];
    }
    RunWide<BlurAcrossLoop>(padded.data(), kernel.data(), width, sums.data(), out.row(y));
  }
  return out;
}

}  // namespace

Image CleanMask(const Image& mask) {
  CUTLINE_CHECK(mask.channels() == 1);
  return BlurAndCut(Cross<false>(Cross<true>(mask)));
}

}  // namespace cutline::image
