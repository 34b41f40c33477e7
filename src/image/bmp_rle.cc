#include "image/bmp.h"
#include "image/byte_reader.h"
#include "image/decode_errors.h"

namespace cutline::image {
namespace {

// Puts pixels down from left to right in rows from the bottom up.
class Pen {
 public:
  Pen(const BmpHeader& header, Image& picture) : palette_(header.palette), picture_(picture) {}

  [[nodiscard]] bool done() const { return y_ >= picture_.height(); }

  void Put(unsigned index) {
    if (x_ < picture_.width() && !done()) {
      std::ranges::copy(palette_[index], picture_.row(picture_.height() - 1 - y_) +
                                             static_cast<std::size_t>(x_) * 3);
    }
    ++x_;
  }
  void NextRow() {
    x_ = 0;
    ++y_;
  }
  void Move(int right, int up) {
    x_ += right;
    y_ += up;
  }

 private:
  const std::vector<BmpHeader::Colour>& palette_;
  Image& picture_;
  std::int64_t x_ = 0;  // a row may be run over for as long as the file is
  int y_ = 0;
};

void Fill(const BmpHeader::Colour& colour, Image& picture) {
  std::uint8_t* out = picture.data();
  const std::size_t pixels = picture.byte_count() / 3;
  for (std::size_t i = 0; i < pixels; ++i, out += 3) std::ranges::copy(colour, out);
}

}  // namespace

// Each command is two bytes: a count and the pixel values to repeat; or 0 and an order
// (end of row, end of picture, move) or the number of literal pixels, padded to 16 bits.
Status DecodeBmpRuns(const BmpHeader& header, const Context& context, Image& picture) {
  Fill(header.palette[0], picture);
  const bool nibbles = header.packing == BmpHeader::Packing::kRle4;
  const auto value = [nibbles](std::uint8_t byte, int i) -> unsigned {
    if (!nibbles) return byte;
    return i % 2 == 0 ? byte >> 4 : byte & 15U;
  };
  Pen pen(header, picture);
  ByteReader reader(header.data);
  for (std::uint32_t commands = 0; !pen.done(); ++commands) {
    if (commands % 65536 == 0) CUTLINE_RETURN_IF_ERROR(context.Check());
    const int count = reader.U8();
    const std::uint8_t second = reader.U8();
    if (!reader.ok()) return Damaged(Format::kBmp, "runs cut short");
    if (count > 0) {
      for (int i = 0; i < count; ++i) pen.Put(value(second, i));
    } else if (second == 0) {
      pen.NextRow();
    } else if (second == 1) {
      return {};
    } else if (second == 2) {
      const int right = reader.U8();
      pen.Move(right, reader.U8());
    } else {
      const std::size_t length = nibbles ? (second + 1U) / 2 : second;
      const ByteSpan literals = reader.Take(length);
      if (!reader.ok()) return Damaged(Format::kBmp, "runs cut short");
      for (int i = 0; i < second; ++i) {
        pen.Put(value(literals[static_cast<std::size_t>(nibbles ? i / 2 : i)], i));
      }
      if (length % 2 != 0) reader.Skip(1);
    }
  }
  return {};
}

}  // namespace cutline::image
