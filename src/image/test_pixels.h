#pragma once
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/hash.h"
#include "image/pixels.h"
#include "image/resample.h"

// Generated pictures for this room's tests and benchmarks. tools/pillow_goldens.py makes
// the same bytes, so that the reference can be asked about them.
namespace cutline::image {

// The high bytes of a linear congruential generator (Knuth and Lewis, in Numerical
// Recipes): every value, every edge.
inline Image NoiseImage(Size size, int channels, std::uint32_t seed) {
  Image image(size, channels);
  std::uint32_t state = seed;
  for (std::size_t i = 0; i < image.byte_count(); ++i) {
    state = state * 1664525U + 1013904223U;
    image.data()[i] = static_cast<std::uint8_t>(state >> 24);
  }
  return image;
}

// A mask with soft edges: a little noise, enlarged.
inline Image SoftMask(Size size, std::uint32_t seed) {
  const Size small = {.width = std::max(size.width / 12, 1),
                      .height = std::max(size.height / 12, 1)};
  return ResizeLanczos(NoiseImage(small, 1, seed), size);
}

// Smooth shapes with a camera's grain over them: compresses about as a photograph does.
inline Image PhotoLikeImage(Size size, int channels, std::uint32_t seed) {
  const Size small = {.width = std::max(size.width / 24, 1),
                      .height = std::max(size.height / 24, 1)};
  Image image = ResizeLanczos(NoiseImage(small, channels, seed), size);
  const Image grain = NoiseImage(size, channels, seed + 1);
  for (std::size_t i = 0; i < image.byte_count(); ++i) {
    const int value = image.data()[i] + grain.data()[i] % 9 - 4;
    image.data()[i] = static_cast<std::uint8_t>(std::clamp(value, 0, 255));
  }
  return image;
}

inline std::string Sha256Of(const Image& image) { return Sha256Hex(image.bytes()); }

}  // namespace cutline::image
