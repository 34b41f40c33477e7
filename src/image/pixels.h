#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace cutline::image {

struct Size {
  int width = 0;
  int height = 0;
  friend bool operator==(Size, Size) = default;
};

// A picture in memory: 8 bits a channel, rows from top to bottom, packed, channels
// interleaved. 1 channel is grey or a mask, 3 is sRGB, 4 is sRGB with straight alpha.
// Move-only; Clone() copies. Pixels start uninitialised.
class Image {
 public:
  Image() = default;
  Image(Size size, int channels);  // REQUIRES: sides >= 1; channels is 1, 3 or 4
  Image(Image&&) noexcept = default;
  Image& operator=(Image&&) noexcept = default;

  [[nodiscard]] Image Clone() const;

  [[nodiscard]] Size size() const { return size_; }
  [[nodiscard]] int width() const { return size_.width; }
  [[nodiscard]] int height() const { return size_.height; }
  [[nodiscard]] int channels() const { return channels_; }
  [[nodiscard]] std::size_t stride() const {
    return static_cast<std::size_t>(size_.width) * channels_;
  }
  [[nodiscard]] std::size_t byte_count() const { return stride() * size_.height; }
  [[nodiscard]] std::uint8_t* data() { return data_.get(); }
  [[nodiscard]] const std::uint8_t* data() const { return data_.get(); }
  [[nodiscard]] std::uint8_t* row(int y) { return data_.get() + stride() * y; }
  [[nodiscard]] const std::uint8_t* row(int y) const { return data_.get() + stride() * y; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {data_.get(), byte_count()}; }

 private:
  Size size_;
  int channels_ = 0;
  std::unique_ptr<std::uint8_t[]> data_;
};

}  // namespace cutline::image
