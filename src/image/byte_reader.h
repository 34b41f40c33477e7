#pragma once
#include <bit>
#include <cstdint>

#include "base/bytes.h"

namespace cutline::image {

// Reads numbers from hostile bytes, front to back. Whatever would reach beyond the end
// gives 0 (or an empty span) and turns ok() false for good, so that a parser may read a
// whole structure and ask once.
class ByteReader {
 public:
  explicit ByteReader(ByteSpan bytes, std::endian order = std::endian::big)
      : bytes_(bytes), order_(order) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - position_; }
  [[nodiscard]] ByteSpan bytes() const { return bytes_; }

  std::uint8_t U8() { return static_cast<std::uint8_t>(Number(1)); }
  std::uint16_t U16() { return static_cast<std::uint16_t>(Number(2)); }
  std::uint32_t U24() { return static_cast<std::uint32_t>(Number(3)); }
  std::uint32_t U32() { return static_cast<std::uint32_t>(Number(4)); }
  std::uint64_t U64() { return Number(8); }
  std::int32_t I32() { return static_cast<std::int32_t>(U32()); }

  // The big- or little-endian number in the next `count` bytes. REQUIRES: count <= 8.
  std::uint64_t Number(std::size_t count) {
    const ByteSpan field = Take(count);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < field.size(); ++i) {
      const std::size_t at = order_ == std::endian::big ? i : field.size() - 1 - i;
      value = value << 8 | field[at];
    }
    return value;
  }

  ByteSpan Take(std::uint64_t count) {
    if (!ok_ || count > remaining()) {
      ok_ = false;
      return {};
    }
    const ByteSpan taken = bytes_.subspan(position_, static_cast<std::size_t>(count));
    position_ += static_cast<std::size_t>(count);
    return taken;
  }

  void Skip(std::uint64_t count) { Take(count); }

  // To an absolute position.
  void Seek(std::uint64_t position) {
    if (position > bytes_.size()) {
      ok_ = false;
      return;
    }
    position_ = static_cast<std::size_t>(position);
  }

 private:
  ByteSpan bytes_;
  std::endian order_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

}  // namespace cutline::image
