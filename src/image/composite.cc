#include "image/composite.h"

#include <array>

#include "base/check.h"
#include "image/simd.h"

namespace cutline::image {
namespace {

using Bytes = const std::uint8_t* __restrict;
using MutableBytes = std::uint8_t* __restrict;

// value / 255, rounded to nearest, exact for value <= 255 * 255.
[[gnu::always_inline]] inline std::uint8_t Div255(std::uint32_t value) {
  const std::uint32_t half = value + 128;
  return static_cast<std::uint8_t>((half + (half >> 8)) >> 8);
}

template <int kChannels>
struct CutOutLoop {
  [[gnu::always_inline]] static void Run(Bytes picture, Bytes mask, std::size_t pixels,
                                         MutableBytes out) {
    for (std::size_t i = 0; i < pixels; ++i) {
      for (int c = 0; c < 3; ++c) out[4 * i + c] = picture[kChannels * i + c];
      out[4 * i + 3] =
          kChannels == 4 ? Div255(std::uint32_t{picture[4 * i + 3]} * mask[i]) : mask[i];
    }
  }
};

template <int kChannels>
struct PremultipliedLoop {
  [[gnu::always_inline]] static void Run(Bytes picture, Bytes mask, std::size_t pixels,
                                         MutableBytes out) {
    for (std::size_t i = 0; i < pixels; ++i) {
      for (int c = 0; c < kChannels; ++c) {
        out[4 * i + c] = Div255(std::uint32_t{picture[kChannels * i + c]} * mask[i]);
      }
      if constexpr (kChannels == 3) out[4 * i + 3] = mask[i];
    }
  }
};

// Weights of 15 bits that add up to 255 << 7, and a division by that which rounds as the
// reference does (not quite to nearest).
constexpr int kFractionBits = 7;
constexpr std::uint32_t kOne = 255 << kFractionBits;
constexpr std::uint32_t kHalf = 128 << kFractionBits;

[[gnu::always_inline]] inline std::uint8_t Blend(std::uint32_t sum) {
  return static_cast<std::uint8_t>(((sum >> 8) + sum) >> 8 >> kFractionBits);
}

struct OverOpaqueLoop {
  [[gnu::always_inline]] static void Run(Bytes cutout, std::size_t pixels, Rgba background,
                                         MutableBytes out) {
    const std::uint32_t under[3] = {background.r, background.g, background.b};
    for (std::size_t i = 0; i < pixels; ++i) {
      // Over an opaque ground the weight of the cut-out is its alpha, exactly.
      const std::uint32_t alpha = cutout[4 * i + 3];
      for (int c = 0; c < 3; ++c) {
        const std::uint32_t mixed = cutout[4 * i + c] * alpha + under[c] * (255 - alpha);
        out[3 * i + c] = Blend((mixed << kFractionBits) + kHalf);
      }
    }
  }
};

struct DropAlphaLoop {
  [[gnu::always_inline]] static void Run(Bytes picture, std::size_t pixels, MutableBytes out) {
    for (std::size_t i = 0; i < pixels; ++i) {
      for (int c = 0; c < 3; ++c) out[3 * i + c] = picture[4 * i + c];
    }
  }
};

// Over a colour that is itself translucent. All but the cut-out's colour depends on the
// cut-out's alpha alone, so the divisions are done once for each alpha.
void OverTranslucent(const Image& cutout, Rgba background, Image& out) {
  struct Mix {
    std::uint32_t weight;    // of the cut-out's colour
    std::uint32_t under[3];  // what the background adds, half a step for rounding included
    std::uint8_t alpha;
  };
  std::array<Mix, 256> mixes;
  for (std::uint32_t alpha = 1; alpha < mixes.size(); ++alpha) {
    const std::uint32_t whole = alpha * 255 + background.a * (255 - alpha);
    const std::uint32_t weight = (alpha * 255 * 255 << kFractionBits) / whole;
    const std::uint32_t rest = kOne - weight;
    mixes[alpha] = {.weight = weight,
                    .under = {background.r * rest + kHalf, background.g * rest + kHalf,
                              background.b * rest + kHalf},
                    .alpha = Div255(whole)};
  }
  const std::uint8_t* in = cutout.data();
  std::uint8_t* to = out.data();
  for (std::size_t left = out.byte_count(); left > 0; left -= 4, in += 4, to += 4) {
    if (in[3] == 0) {
      to[0] = background.r, to[1] = background.g, to[2] = background.b, to[3] = background.a;
      continue;
    }
    const Mix& mix = mixes[in[3]];
    for (int c = 0; c < 3; ++c) to[c] = Blend(in[c] * mix.weight + mix.under[c]);
    to[3] = mix.alpha;
  }
}

std::size_t PixelCount(const Image& image) {
  return static_cast<std::size_t>(image.width()) * image.height();
}

template <template <int> class Loop>
Image WithMask(const Image& picture, const Image& mask) {
  CUTLINE_CHECK(picture.channels() == 3 || picture.channels() == 4);
  CUTLINE_CHECK(mask.channels() == 1 && mask.size() == picture.size());
  Image out(picture.size(), 4);
  if (picture.channels() == 3) {
    RunWide<Loop<3>>(picture.data(), mask.data(), PixelCount(out), out.data());
  } else {
    RunWide<Loop<4>>(picture.data(), mask.data(), PixelCount(out), out.data());
  }
  return out;
}

}  // namespace

Image CutOut(const Image& picture, const Image& mask) {
  return WithMask<CutOutLoop>(picture, mask);
}

Image CutOutPremultiplied(const Image& picture, const Image& mask) {
  return WithMask<PremultipliedLoop>(picture, mask);
}

Image OverColour(const Image& cutout, Rgba background) {
  CUTLINE_CHECK(cutout.channels() == 4);
  Image out(cutout.size(), background.a == 255 ? 3 : 4);
  if (background.a == 255) {
    RunWide<OverOpaqueLoop>(cutout.data(), PixelCount(out), background, out.data());
  } else {
    OverTranslucent(cutout, background, out);
  }
  return out;
}

Image DropAlpha(const Image& picture) {
  if (picture.channels() == 3) return picture.Clone();
  CUTLINE_CHECK(picture.channels() == 4);
  Image out(picture.size(), 3);
  RunWide<DropAlphaLoop>(picture.data(), PixelCount(out), out.data());
  return out;
}

}  // namespace cutline::image
