// Exact 22-bit weights with 16-bit multipliers. AVX2 multiplies and adds 16-bit pairs
// twice as fast as it multiplies 32-bit numbers, so each weight is split into
// high * 4096 + low, both signed 16 bits; two sums run beside each other and meet at the
// end. The result is the very number that 32-bit arithmetic gives.
#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/check.h"
#include "image/resample_kernels.h"
#include "image/simd.h"

#if CUTLINE_IMAGE_AVX2
#include <immintrin.h>

namespace cutline::image {
namespace {

constexpr int kSplitBits = 12;
constexpr int kHalf = 1 << (LanczosAxis::kWeightBits - 1);

struct Split {
  std::int16_t low;
  std::int16_t high;
};

Split SplitWeight(std::int32_t weight) {
  const std::int32_t high = (weight + (1 << (kSplitBits - 1))) >> kSplitBits;
  return {.low = static_cast<std::int16_t>(weight - high * (1 << kSplitBits)),
          .high = static_cast<std::int16_t>(high)};
}

// The axis's weights in groups of kTaps: kTaps low halves, then kTaps high halves. All
// windows get the same number of groups, the last filled up with zeros, so that the
// kernels read a few samples beyond a window without counting them.
template <int kTaps>
struct GroupedWeights {
  explicit GroupedWeights(const LanczosAxis& axis)
      : groups((axis.max_count + kTaps - 1) / kTaps),
        halves(static_cast<std::size_t>(axis.target) * groups * 2 * kTaps) {
    for (int x = 0; x < axis.target; ++x) {
      std::int16_t* const to = halves.data() + static_cast<std::size_t>(x) * groups * 2 * kTaps;
      for (int i = 0; i < axis.windows[x].count; ++i) {
        const Split split = SplitWeight(axis.weights_of(x)[i]);
        std::int16_t* const group = to + i / kTaps * 2 * kTaps;
        group[i % kTaps] = split.low;
        group[kTaps + i % kTaps] = split.high;
      }
    }
  }

  int groups;
  std::vector<std::int16_t> halves;
};

// Rows that may be read up to `slack` bytes beyond their end: the picture's own where
// more of the picture follows, else a copy.
class SlackRows {
 public:
  SlackRows(const Image& image, int rows, std::size_t slack)
      : image_(image), slack_(slack), copies_(rows) {}

  const std::uint8_t* Get(int slot, int y) {
    const std::size_t end = (static_cast<std::size_t>(y) + 1) * image_.stride();
    if (end + slack_ <= image_.byte_count()) return image_.row(y);
    copies_[slot].resize(image_.stride() + slack_);
    std::memcpy(copies_[slot].data(), image_.row(y), image_.stride());
    return copies_[slot].data();
  }

 private:
  const Image& image_;
  std::size_t slack_;
  std::vector<std::vector<std::uint8_t>> copies_;
};

CUTLINE_HOT CUTLINE_TARGET_AVX2 inline __m256i Meet(__m256i low, __m256i high) {
  return _mm256_add_epi32(low, _mm256_slli_epi32(high, kSplitBits));
}

// Three or four channels: four rows and four taps at a time. A register holds
// (tap 0, tap 1) pairs of each channel in its lower lane and (tap 2, tap 3) in its upper.
template <int kChannels>
CUTLINE_HOT CUTLINE_TARGET_AVX2 void HorizontalColour(const Image& source, const LanczosAxis& axis,
                                                      Image& out) {
  constexpr int kRows = 4;
  constexpr int kTaps = 4;
  const GroupedWeights<kTaps> weights(axis);
  const int groups = weights.groups;
  SlackRows rows(source, kRows, static_cast<std::size_t>(groups) * kTaps * kChannels + 16);

  const __m256i pick_pixels =
      kChannels == 3
          ? _mm256_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1,  //
                             6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1)
          : _mm256_setr_epi8(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1,  //
                             8, -1, 12, -1, 9, -1, 13, -1, 10, -1, 14, -1, 11, -1, 15, -1);
  const __m256i pick_low = _mm256_setr_epi8(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,  //
                                            4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
  const __m256i pick_high = _mm256_add_epi8(pick_low, _mm256_set1_epi8(8));
  const __m128i half = _mm_set1_epi32(kHalf);

  for (int y = 0; y < source.height(); y += kRows) {
    const std::uint8_t* in[kRows];
    std::uint8_t* to[kRows];
    for (int r = 0; r < kRows; ++r) {  // past the last row: the last again, to the same place
      const int row = std::min(y + r, source.height() - 1);
      in[r] = rows.Get(r, row);
      to[r] = out.row(row);
    }
    const std::int16_t* weight = weights.halves.data();
    for (int x = 0; x < axis.target; ++x) {
      std::size_t at = static_cast<std::size_t>(axis.windows[x].first) * kChannels;
      __m256i low[kRows];
      __m256i high[kRows];
      for (int r = 0; r < kRows; ++r) low[r] = high[r] = _mm256_setzero_si256();
      for (int g = 0; g < groups; ++g, weight += 2 * kTaps, at += kTaps * kChannels) {
        const __m256i both =
            _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(weight)));
        const __m256i weight_low = _mm256_shuffle_epi8(both, pick_low);
        const __m256i weight_high = _mm256_shuffle_epi8(both, pick_high);
        for (int r = 0; r < kRows; ++r) {
          const __m256i pixels = _mm256_shuffle_epi8(
              _mm256_broadcastsi128_si256(
                  _mm_loadu_si128(reinterpret_cast<const __m128i*>(in[r] + at))),
              pick_pixels);
          low[r] = _mm256_add_epi32(low[r], _mm256_madd_epi16(pixels, weight_low));
          high[r] = _mm256_add_epi32(high[r], _mm256_madd_epi16(pixels, weight_high));
        }
      }
      __m128i sum[kRows];
      for (int r = 0; r < kRows; ++r) {
        const __m256i met = Meet(low[r], high[r]);
        const __m128i lanes =
            _mm_add_epi32(_mm256_castsi256_si128(met), _mm256_extracti128_si256(met, 1));
        sum[r] = _mm_srai_epi32(_mm_add_epi32(lanes, half), LanczosAxis::kWeightBits);
      }
      const __m128i bytes =
          _mm_packus_epi16(_mm_packs_epi32(sum[0], sum[1]), _mm_packs_epi32(sum[2], sum[3]));
      alignas(16) std::array<std::uint32_t, kRows> pixel;
      _mm_store_si128(reinterpret_cast<__m128i*>(pixel.data()), bytes);
      // A fourth byte of a three-channel pixel is overwritten by the next pixel; behind
      // the last one it would spoil the next row.
      const std::size_t put = static_cast<std::size_t>(x) * kChannels;
      if (kChannels == 4 || x + 1 < axis.target) {
        for (int r = 0; r < kRows; ++r) std::memcpy(to[r] + put, &pixel[r], 4);
      } else {
        for (int r = 0; r < kRows; ++r) std::memcpy(to[r] + put, &pixel[r], kChannels);
      }
    }
  }
}

// One channel: two rows (one per lane), eight taps at a time; four output samples meet
// in a tree of horizontal additions.
CUTLINE_HOT CUTLINE_TARGET_AVX2 void HorizontalGrey(const Image& source, const LanczosAxis& axis,
                                                    Image& out) {
  constexpr int kRows = 2;
  constexpr int kTaps = 8;
  constexpr int kOutputs = 4;
  const GroupedWeights<kTaps> weights(axis);
  const int groups = weights.groups;
  SlackRows rows(source, kRows, static_cast<std::size_t>(groups) * kTaps);
  const __m256i half = _mm256_set1_epi32(kHalf);

  for (int y = 0; y < source.height(); y += kRows) {
    const int second = std::min(y + 1, source.height() - 1);
    const std::uint8_t* const in[kRows] = {rows.Get(0, y), rows.Get(1, second)};
    std::uint8_t* const to[kRows] = {out.row(y), out.row(second)};
    for (int x = 0; x < axis.target; x += kOutputs) {
      const int outputs = std::min(kOutputs, axis.target - x);
      __m256i met[kOutputs];
      for (int o = 0; o < kOutputs; ++o) {
        const int column = x + std::min(o, outputs - 1);
        const std::size_t first = axis.windows[column].first;
        const std::int16_t* weight =
            weights.halves.data() + static_cast<std::size_t>(column) * groups * 2 * kTaps;
        __m256i low = _mm256_setzero_si256();
        __m256i high = _mm256_setzero_si256();
        for (int g = 0; g < groups; ++g, weight += 2 * kTaps) {
          const std::size_t at = first + static_cast<std::size_t>(g) * kTaps;
          const __m128i bytes =
              _mm_unpacklo_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(in[0] + at)),
                                 _mm_loadl_epi64(reinterpret_cast<const __m128i*>(in[1] + at)));
          const __m256i pixels = _mm256_cvtepu8_epi16(bytes);
          const __m256i weight_low = _mm256_broadcastsi128_si256(
              _mm_loadu_si128(reinterpret_cast<const __m128i*>(weight)));
          const __m256i weight_high = _mm256_broadcastsi128_si256(
              _mm_loadu_si128(reinterpret_cast<const __m128i*>(weight + kTaps)));
          low = _mm256_add_epi32(low, _mm256_madd_epi16(pixels, weight_low));
          high = _mm256_add_epi32(high, _mm256_madd_epi16(pixels, weight_high));
        }
        met[o] = Meet(low, high);
      }
      const __m256i sums =
          _mm256_hadd_epi32(_mm256_hadd_epi32(met[0], met[1]), _mm256_hadd_epi32(met[2], met[3]));
      const __m256i words =
          _mm256_srai_epi32(_mm256_add_epi32(sums, half), LanczosAxis::kWeightBits);
      const __m256i packed = _mm256_packus_epi16(_mm256_packs_epi32(words, words), words);
      const int four[kRows] = {_mm256_extract_epi32(packed, 0), _mm256_extract_epi32(packed, 4)};
      for (int r = 0; r < kRows; ++r) {
        if (outputs == kOutputs) {
          std::memcpy(to[r] + x, &four[r], kOutputs);
        } else {
          std::memcpy(to[r] + x, &four[r], outputs);
        }
      }
    }
  }
}

void Horizontal(const Image& source, const LanczosAxis& axis, Image& out) {
  switch (source.channels()) {
    case 1:
      return HorizontalGrey(source, axis, out);
    case 3:
      return HorizontalColour<3>(source, axis, out);
    default:
      return HorizontalColour<4>(source, axis, out);
  }
}

struct RowPair {
  const std::uint8_t* first;
  const std::uint8_t* second;
  std::int32_t low;   // two 16-bit low halves of the rows' weights
  std::int32_t high;  // the high halves
};

std::int32_t PackPair(std::int16_t first, std::int16_t second) {
  return static_cast<std::int32_t>(static_cast<std::uint16_t>(first) |
                                   static_cast<std::uint32_t>(static_cast<std::uint16_t>(second))
                                       << 16);
}

constexpr std::size_t kChunk = 32;  // bytes of a row at a time

CUTLINE_HOT CUTLINE_TARGET_AVX2 void VerticalChunk(const RowPair* pairs, int count, std::size_t at,
                                                   std::uint8_t* out) {
  const __m256i zero = _mm256_setzero_si256();
  __m256i low[4] = {zero, zero, zero, zero};
  __m256i high[4] = {zero, zero, zero, zero};
  for (int i = 0; i < count; ++i) {
    const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(pairs[i].first + at));
    const __m256i second =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(pairs[i].second + at));
    const __m256i weight_low = _mm256_set1_epi32(pairs[i].low);
    const __m256i weight_high = _mm256_set1_epi32(pairs[i].high);
    const __m256i left = _mm256_unpacklo_epi8(first, second);
    const __m256i right = _mm256_unpackhi_epi8(first, second);
    const __m256i pixels[4] = {_mm256_unpacklo_epi8(left, zero), _mm256_unpackhi_epi8(left, zero),
                               _mm256_unpacklo_epi8(right, zero),
                               _mm256_unpackhi_epi8(right, zero)};
    for (int j = 0; j < 4; ++j) {
      low[j] = _mm256_add_epi32(low[j], _mm256_madd_epi16(pixels[j], weight_low));
      high[j] = _mm256_add_epi32(high[j], _mm256_madd_epi16(pixels[j], weight_high));
    }
  }
  const __m256i half = _mm256_set1_epi32(kHalf);
  __m256i words[4];
  for (int j = 0; j < 4; ++j) {
    words[j] =
        _mm256_srai_epi32(_mm256_add_epi32(Meet(low[j], high[j]), half), LanczosAxis::kWeightBits);
  }
  // Packing works lane by lane, as the unpacking above did: the order comes back by itself.
  const __m256i bytes = _mm256_packus_epi16(_mm256_packs_epi32(words[0], words[1]),
                                            _mm256_packs_epi32(words[2], words[3]));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + at), bytes);
}

void Vertical(const Image& source, const LanczosAxis& axis, Image& out) {
  const std::size_t stride = source.stride();
  if (stride < kChunk) return PortableResampleKernels().vertical(source, axis, out);
  std::vector<RowPair> pairs((axis.max_count + 1) / 2);
  for (int y = 0; y < axis.target; ++y) {
    const auto [first, count] = axis.windows[y];
    const std::int32_t* weights = axis.weights_of(y);
    const int used = (count + 1) / 2;
    for (int i = 0; i < used; ++i) {
      const int a = 2 * i;
      const int b = std::min(a + 1, count - 1);
      const Split of_a = SplitWeight(weights[a]);
      const Split of_b = a + 1 < count ? SplitWeight(weights[b]) : Split{.low = 0, .high = 0};
      pairs[i] = {.first = source.row(first + a),
                  .second = source.row(first + b),
                  .low = PackPair(of_a.low, of_b.low),
                  .high = PackPair(of_a.high, of_b.high)};
    }
    std::uint8_t* const to = out.row(y);
    std::size_t at = 0;
    for (; at + kChunk <= stride; at += kChunk) VerticalChunk(pairs.data(), used, at, to);
    // The rest once more from the right edge: some samples are computed twice, alike.
    if (at < stride) VerticalChunk(pairs.data(), used, stride - kChunk, to);
  }
}

}  // namespace

const ResampleKernels& Avx2ResampleKernels() {
  static constexpr ResampleKernels kKernels{.horizontal = Horizontal, .vertical = Vertical};
  CUTLINE_CHECK(CpuHasAvx2());
  return kKernels;
}

}  // namespace cutline::image

#else

namespace cutline::image {
const ResampleKernels& Avx2ResampleKernels() {
  CUTLINE_CHECK(CpuHasAvx2());
  return PortableResampleKernels();
}
}  // namespace cutline::image

#endif
