#include "image/orientation.h"

#include <cstring>

namespace cutline::image {
namespace {

bool SwapsSides(int orientation) { return orientation >= 5 && orientation <= 8; }

// Stored pixel (x, y) goes to pixel start + x * along + y * down of the upright picture.
struct Path {
  std::ptrdiff_t start, along, down;
};

Path FindPath(int orientation, Size stored) {
  const std::ptrdiff_t width = stored.width, height = stored.height;
  const std::ptrdiff_t last = width * height - 1;
  switch (orientation) {
    case 2:  // mirrored left to right
      return {width - 1, -1, width};
    case 3:  // upside down
      return {last, -1, -width};
    case 4:  // mirrored top to bottom
      return {last - (width - 1), 1, -width};
    case 5:  // transposed
      return {0, height, 1};
    case 6:  // to be turned clockwise
      return {height - 1, height, -1};
    case 7:  // transposed about the other diagonal
      return {last, -height, -1};
    case 8:  // to be turned anticlockwise
      return {last - (height - 1), -height, 1};
    default:
      return {0, 1, width};
  }
}

template <int kChannels>
void Place(const StoredRows& rows, int width, const Path& path, std::uint8_t* out) {
  out += (path.start + rows.top * path.down) * kChannels;
  const bool turned = path.along != 1 && path.along != -1;
  if (!turned) {
    for (int y = 0; y < rows.count; ++y, out += path.down * kChannels) {
      const std::uint8_t* from = rows.data + y * rows.stride;
      if (path.along == 1) {
        std::memcpy(out, from, static_cast<std::size_t>(width) * kChannels);
        continue;
      }
      std::uint8_t* to = out;
      for (int x = 0; x < width; ++x, from += kChannels, to -= kChannels) {
        std::memcpy(to, from, kChannels);
      }
    }
    return;
  }
  // A stored column is a piece of an upright row: written in one go, while the strip that
  // it is read from stays in the cache.
  for (int x = 0; x < width; ++x, out += path.along * kChannels) {
    const std::uint8_t* from = rows.data + static_cast<std::size_t>(x) * kChannels;
    std::uint8_t* to = out;
    for (int y = 0; y < rows.count; ++y, from += rows.stride, to += path.down * kChannels) {
      std::memcpy(to, from, kChannels);
    }
  }
}

}  // namespace

Size UprightSize(Size stored, int orientation) {
  return SwapsSides(orientation) ? Size{stored.height, stored.width} : stored;
}

void PlaceRows(const StoredRows& rows, Size stored, int orientation, Image& upright) {
  const Path path = FindPath(orientation, stored);
  switch (upright.channels()) {
    case 1:
      return Place<1>(rows, stored.width, path, upright.data());
    case 3:
      return Place<3>(rows, stored.width, path, upright.data());
    default:
      return Place<4>(rows, stored.width, path, upright.data());
  }
}

}  // namespace cutline::image
