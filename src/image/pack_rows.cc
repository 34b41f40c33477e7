#include "image/pack_rows.h"

namespace cutline::image {
namespace {

std::uint8_t To8(std::uint8_t sample) { return sample; }
std::uint8_t To8(std::uint16_t sample) {  // round(sample / 257)
  return static_cast<std::uint8_t>((sample * 255U + 32767U) / 65535U);
}

template <class Sample, bool kGrey, int kChannels>
void Pack(const Sample* in, int samples, int width, std::uint8_t* out) {
  for (int x = 0; x < width; ++x, in += samples, out += kChannels) {
    out[0] = To8(in[0]);
    out[1] = kGrey ? out[0] : To8(in[1]);
    out[2] = kGrey ? out[0] : To8(in[2]);
    if constexpr (kChannels == 4) out[3] = To8(in[kGrey ? 1 : 3]);
  }
}

template <class Sample>
void PackSamples(const void* in, const RowLayout& layout, int width, std::uint8_t* out) {
  const auto* samples = static_cast<const Sample*>(in);
  const bool grey = layout.samples < 3;
  if (layout.channels == 4) {
    (grey ? Pack<Sample, true, 4> : Pack<Sample, false, 4>)(samples, layout.samples, width, out);
  } else {
    (grey ? Pack<Sample, true, 3> : Pack<Sample, false, 3>)(samples, layout.samples, width, out);
  }
}

}  // namespace

void PackRow(const void* in, const RowLayout& layout, int width, std::uint8_t* out) {
  if (layout.wide) {
    PackSamples<std::uint16_t>(in, layout, width, out);
  } else {
    PackSamples<std::uint8_t>(in, layout, width, out);
  }
}

}  // namespace cutline::image
