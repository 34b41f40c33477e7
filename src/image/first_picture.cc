#include "image/first_picture.h"

#include <cstring>

namespace cutline::image {
namespace {

constexpr std::uint8_t kGifTrailer = 0x3B;
constexpr std::size_t kGifCanvasSize = 6;  // where width and height of the canvas lie

ByteBuffer FirstFrame(ByteSpan bytes, const GifFrame& frame) {
  ByteBuffer first;
  first.reserve(frame.end + 1);
  first.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(frame.end));
  first.push_back(kGifTrailer);
  // Left, top, width and height follow one another in the descriptor.
  std::memcpy(first.data() + kGifCanvasSize, first.data() + frame.place_at + 4, 4);
  std::memset(first.data() + frame.place_at, 0, 4);
  return first;
}

}  // namespace

ByteBuffer FirstPicture(ByteSpan bytes, const Header& header) {
  if (header.format == Format::kGif) return FirstFrame(bytes, header.gif);
  if (header.tiff_next_size == 0) return {};
  ByteBuffer first(bytes.begin(), bytes.end());
  std::memset(first.data() + header.tiff_next_at, 0, header.tiff_next_size);
  return first;
}

Image OnCanvas(Image frame, const Header& header) {
  const Size canvas_size{static_cast<int>(header.width), static_cast<int>(header.height)};
  if (frame.size() == canvas_size) return frame;
  Image canvas(canvas_size, 4);
  std::memset(canvas.data(), 0, canvas.byte_count());
  for (int y = 0; y < frame.height(); ++y) {
    std::uint8_t* to = canvas.row(header.gif.top + y) + std::size_t{4} * header.gif.left;
    const std::uint8_t* from = frame.row(y);
    if (frame.channels() == 4) {
      std::memcpy(to, from, frame.stride());
      continue;
    }
    for (int x = 0; x < frame.width(); ++x, from += 3, to += 4) {
      std::memcpy(to, from, 3);
      to[3] = 255;
    }
  }
  return canvas;
}

}  // namespace cutline::image
