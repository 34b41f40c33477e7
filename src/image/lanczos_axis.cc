#include "image/lanczos_axis.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace cutline::image {
namespace {

constexpr double kLobes = 3.0;

double Sinc(double x) {
  if (x == 0.0) return 1.0;
  x *= std::numbers::pi;
  return std::sin(x) / x;
}

double Lanczos(double x) { return x >= -kLobes && x < kLobes ? Sinc(x) * Sinc(x / kLobes) : 0.0; }

// Half away from zero, as the reference rounds.
std::int32_t ToFixed(double weight) {
  const double scaled = weight * (1 << LanczosAxis::kWeightBits);
  return static_cast<std::int32_t>(weight < 0 ? scaled - 0.5 : scaled + 0.5);
}

}  // namespace

LanczosAxis MakeLanczosAxis(int source, int target) {
  CUTLINE_CHECK(source >= 1 && target >= 1);
  // Every operation below is in the reference's order and in double precision: another
  // order would move some weight by one unit, and with it some pixel.
  const double scale = static_cast<double>(source) / target;
  const double shrink = std::max(scale, 1.0);
  const double support = kLobes * shrink;
  const double inverse = 1.0 / shrink;

  LanczosAxis axis;
  axis.source = source;
  axis.target = target;
  axis.windows.resize(target);
  for (int out = 0; out < target; ++out) {
    const double center = (out + 0.5) * scale;
    const int first = std::max(0, static_cast<int>(center - support + 0.5));
    const int end = std::min(source, static_cast<int>(center + support + 0.5));
    axis.windows[out] = {.first = first, .count = end - first};
    axis.max_count = std::max(axis.max_count, end - first);
  }

  axis.weights.resize(static_cast<std::size_t>(target) * axis.max_count);
  std::vector<double> exact(axis.max_count);
  for (int out = 0; out < target; ++out) {
    const double center = (out + 0.5) * scale;
    const auto [first, count] = axis.windows[out];
    double sum = 0.0;
    for (int i = 0; i < count; ++i) {
      exact[i] = Lanczos((i + first - center + 0.5) * inverse);
      sum += exact[i];
    }
    std::int32_t* fixed = axis.weights.data() + static_cast<std::size_t>(out) * axis.max_count;
    for (int i = 0; i < count; ++i) fixed[i] = ToFixed(sum != 0.0 ? exact[i] / sum : exact[i]);
  }
  return axis;
}

}  // namespace cutline::image
