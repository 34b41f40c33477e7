#include "matting/tensor.h"

#include <cmath>

#include "base/check.h"

namespace cutline::matting {
namespace {

std::uint8_t Maximum(const image::Image& picture) {
  std::uint8_t highest = 0;
  const std::size_t pixels = picture.byte_count() / picture.channels();
  const std::uint8_t* sample = picture.data();
  for (std::size_t i = 0; i < pixels; ++i, sample += picture.channels()) {
    highest = std::max({highest, sample[0], sample[1], sample[2]});
  }
  return highest;
}

image::Image MaskOfLargestClass(std::span<const float> output, image::Size size, int classes) {
  image::Image mask(size, 1);
  const std::size_t pixels = mask.byte_count();
  for (std::size_t i = 0; i < pixels; ++i) {
    int best = 0;
    for (int c = 1; c < classes; ++c) {
      if (output[c * pixels + i] > output[best * pixels + i]) best = c;
    }
    mask.data()[i] = best == 0 ? 0 : 255;  // class 0 is the ground
  }
  return mask;
}

}  // namespace

void FillTensor(const image::Image& picture, const models::Preprocessing& input,
                std::span<float> tensor) {
  const std::size_t pixels = static_cast<std::size_t>(picture.width()) * picture.height();
  CUTLINE_CHECK(tensor.size() == 3 * pixels && picture.channels() >= 3);
  // The reference computes in double and rounds once; 256 samples a channel make a table.
  const double scale = input.scale_by_maximum ? std::max<double>(Maximum(picture), 1e-6) : 255.0;
  for (int channel = 0; channel < 3; ++channel) {
    std::array<float, 256> table;
    for (int v = 0; v < 256; ++v) {
      table[v] = static_cast<float>((v / scale - input.mean[channel]) / input.deviation[channel]);
    }
    const std::uint8_t* sample = picture.data() + channel;
    float* plane = tensor.data() + channel * pixels;
    for (std::size_t i = 0; i < pixels; ++i) plane[i] = table[sample[i * picture.channels()]];
  }
}

image::Image MaskFromOutput(std::span<float> output, image::Size size, int classes,
                            models::OutputTreatment treatment) {
  CUTLINE_CHECK(treatment != models::OutputTreatment::kPrompted);
  const std::size_t pixels = static_cast<std::size_t>(size.width) * size.height;
  CUTLINE_CHECK(output.size() == classes * pixels);
  if (treatment == models::OutputTreatment::kArgmax)
    return MaskOfLargestClass(output, size, classes);

  const std::span<float> map = output.first(pixels);
  if (treatment == models::OutputTreatment::kSigmoidMinMax) {
    for (float& value : map) value = 1.0F / (1.0F + std::exp(-value));
  }
  const auto [low, high] = std::minmax_element(map.begin(), map.end());
  const float lowest = *low;
  const float range = *high - lowest;
  image::Image mask(size, 1);
  for (std::size_t i = 0; i < pixels; ++i) {
    const float value = (map[i] - lowest) / range * 255.0F;
    // Written so that a NaN (flat map, or from the network) becomes 0.
    mask.data()[i] = value > 0 ? static_cast<std::uint8_t>(std::min(value, 255.0F)) : 0;
  }
  return mask;
}

void StretchToSolid(image::Image& mask) {
  std::array<std::uint8_t, 256> table;
  for (int v = 0; v < 256; ++v)
    table[v] = static_cast<std::uint8_t>(std::min(255, (v * 255 + 127) / 254));
  std::uint8_t* value = mask.data();
  for (std::size_t i = 0; i < mask.byte_count(); ++i) value[i] = table[value[i]];
}

}  // namespace cutline::matting
