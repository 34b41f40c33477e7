#include "image/av1_sequence.h"

#include "image/byte_reader.h"

namespace cutline::image {
namespace {

class BitReader {
 public:
  explicit BitReader(ByteSpan bytes) : bytes_(bytes) {}
  [[nodiscard]] bool ok() const { return ok_; }

  std::uint32_t Bits(int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 1 | Bit();
    return value;
  }
  bool Flag() { return Bit() != 0; }

  // uvlc(): as many bits as there were leading zeros.
  void SkipUvlc() {
    int zeros = 0;
    while (ok_ && zeros < 32 && Bit() == 0) ++zeros;
    if (zeros < 32) Bits(zeros);
  }

 private:
  std::uint32_t Bit() {
    if (at_ / 8 >= bytes_.size()) {
      ok_ = false;
      return 0;
    }
    const std::uint32_t bit = bytes_[at_ / 8] >> (7 - at_ % 8) & 1;
    ++at_;
    return bit;
  }

  ByteSpan bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

constexpr int kSequenceHeader = 1;

// What stands between the first flags and the size in a header of a moving picture.
void SkipOperatingPoints(BitReader& bits) {
  bool decoder_model = false;
  int delay_bits = 0;
  if (bits.Flag()) {  // timing info
    bits.Bits(32);
    bits.Bits(32);
    if (bits.Flag()) bits.SkipUvlc();
    decoder_model = bits.Flag();
    if (decoder_model) {
      delay_bits = static_cast<int>(bits.Bits(5)) + 1;
      bits.Bits(32);
      bits.Bits(10);
    }
  }
  const bool display_delay = bits.Flag();
  const int points = static_cast<int>(bits.Bits(5)) + 1;
  for (int i = 0; i < points; ++i) {
    bits.Bits(12);
    if (bits.Bits(5) > 7) bits.Bits(1);  // level, tier
    if (decoder_model && bits.Flag()) {
      bits.Bits(delay_bits);
      bits.Bits(delay_bits);
      bits.Bits(1);
    }
    if (display_delay && bits.Flag()) bits.Bits(4);
  }
}

std::optional<Av1Sequence> ReadSequenceHeader(ByteSpan body) {
  BitReader bits(body);
  bits.Bits(4);  // profile, still picture
  if (bits.Flag()) {
    bits.Bits(5);  // reduced header: only the level
  } else {
    SkipOperatingPoints(bits);
  }
  const int width_bits = static_cast<int>(bits.Bits(4)) + 1;
  const int height_bits = static_cast<int>(bits.Bits(4)) + 1;
  Av1Sequence sequence;
  sequence.max_width = std::int64_t{bits.Bits(width_bits)} + 1;
  sequence.max_height = std::int64_t{bits.Bits(height_bits)} + 1;
  if (!bits.ok()) return std::nullopt;
  return sequence;
}

std::uint64_t Leb128(ByteReader& reader) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) {
    const std::uint8_t byte = reader.U8();
    value |= std::uint64_t{byte & 0x7FU} << (7 * i);
    if ((byte & 0x80) == 0) break;
  }
  return value;
}

}  // namespace

std::optional<Av1Sequence> ReadAv1Sequence(ByteSpan obus, StepBudget& steps) {
  ByteReader reader(obus);
  while (reader.remaining() > 0 && steps.Take()) {
    const int header = reader.U8();
    const int type = header >> 3 & 15;
    if ((header & 4) != 0) reader.Skip(1);  // extension
    const std::uint64_t size = (header & 2) != 0 ? Leb128(reader) : reader.remaining();
    if (!reader.ok()) return std::nullopt;
    const ByteSpan body = reader.Take(std::min<std::uint64_t>(size, reader.remaining()));
    if (type == kSequenceHeader) return ReadSequenceHeader(body);
  }
  return std::nullopt;
}

}  // namespace cutline::image
