#include "image/pixels.h"

#include <cstring>

#include "base/check.h"

namespace cutline::image {

Image::Image(Size size, int channels) : size_(size), channels_(channels) {
  CUTLINE_CHECK(size.width >= 1 && size.height >= 1);
  CUTLINE_CHECK(channels == 1 || channels == 3 || channels == 4);
  data_ = std::make_unique_for_overwrite<std::uint8_t[]>(byte_count());
}

Image Image::Clone() const {
  if (data_ == nullptr) return {};
  Image copy(size_, channels_);
  std::memcpy(copy.data(), data(), byte_count());
  return copy;
}

}  // namespace cutline::image
