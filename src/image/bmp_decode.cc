#include <bit>

#include "image/bmp.h"
#include "image/composite.h"
#include "image/decode_errors.h"

namespace cutline::image {
namespace {

using Packing = BmpHeader::Packing;

// One colour's bits in a pixel, widened to 8: the fullest value becomes 255.
class Channel {
 public:
  Channel(std::uint32_t mask, std::uint8_t absent) {
    const int width = std::popcount(mask);
    if (width == 0) {
      table_.fill(absent);
      return;
    }
    const int kept = std::min(width, 8);
    const unsigned full = (1U << kept) - 1;
    shift_ = std::countr_zero(mask) + width - kept;
    mask_ = full;
    for (unsigned value = 0; value <= full; ++value) {
      table_[value] = static_cast<std::uint8_t>((value * 255 + full / 2) / full);
    }
  }

  [[nodiscard]] std::uint8_t Of(std::uint32_t pixel) const {
    return table_[pixel >> shift_ & mask_];
  }

 private:
  int shift_ = 0;
  std::uint32_t mask_ = 0;
  std::array<std::uint8_t, 256> table_{};
};

void UnpackIndices(const std::uint8_t* in, const BmpHeader& header, std::uint8_t* out) {
  const int bits = header.bits, per_byte = 8 / bits;
  const unsigned mask = (1U << bits) - 1;
  for (std::int64_t x = 0; x < header.width; ++x, out += 3) {
    const int shift = 8 - bits * (static_cast<int>(x % per_byte) + 1);
    const BmpHeader::Colour& colour = header.palette[in[x / per_byte] >> shift & mask];
    std::ranges::copy(colour, out);
  }
}

void UnpackBytes(const std::uint8_t* in, std::int64_t width, std::uint8_t* out) {
  for (std::int64_t x = 0; x < width; ++x, in += 3, out += 3) {
    out[0] = in[2];
    out[1] = in[1];
    out[2] = in[0];
  }
}

void UnpackMasked(const std::uint8_t* in, const BmpHeader& header,
                  const std::array<Channel, 4>& channels, int count, std::uint8_t* out) {
  const int size = header.bits / 8;
  for (std::int64_t x = 0; x < header.width; ++x, in += size, out += count) {
    std::uint32_t pixel = in[0] | in[1] << 8;
    if (size == 4)
      pixel |= static_cast<std::uint32_t>(in[2]) << 16 | static_cast<std::uint32_t>(in[3]) << 24;
    for (int c = 0; c < count; ++c) out[c] = channels[c].Of(pixel);
  }
}

bool HasAlpha(const Image& picture) {
  const std::span<const std::uint8_t> bytes = picture.bytes();
  for (std::size_t i = 3; i < bytes.size(); i += 4) {
    if (bytes[i] != 0) return true;
  }
  return false;
}

}  // namespace

Result<Image> DecodeBmp(const BmpHeader& header, const Context& context) {
  const Size size{static_cast<int>(header.width), static_cast<int>(header.height)};
  if (header.packing == Packing::kRle8 || header.packing == Packing::kRle4) {
    Image picture(size, 3);
    CUTLINE_RETURN_IF_ERROR(DecodeBmpRuns(header, context, picture));
    return picture;
  }
  const std::int64_t stride = header.row_stride();
  const std::int64_t last_row = (header.width * header.bits + 7) / 8;
  if (static_cast<std::int64_t>(header.data.size()) < (header.height - 1) * stride + last_row) {
    return std::unexpected(Damaged(Format::kBmp, "pixels are missing"));
  }
  const int count = header.masks[3] != 0 ? 4 : 3;
  const std::array channels = {Channel(header.masks[0], 0), Channel(header.masks[1], 0),
                               Channel(header.masks[2], 0), Channel(header.masks[3], 255)};
  Image picture(size, count);
  for (int y = 0; y < size.height; ++y) {
    if (y % 256 == 0) CUTLINE_RETURN_IF_ERROR(context.Check());
    const std::uint8_t* in = header.data.data() + y * stride;
    std::uint8_t* out = picture.row(header.top_down ? y : size.height - 1 - y);
    if (header.bits <= 8) {
      UnpackIndices(in, header, out);
    } else if (header.bits == 24) {
      UnpackBytes(in, header.width, out);
    } else {
      UnpackMasked(in, header, channels, count, out);
    }
  }
  if (count == 4 && !HasAlpha(picture)) return DropAlpha(picture);
  return picture;
}

}  // namespace cutline::image
