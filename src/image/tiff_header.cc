#include <bit>

#include "image/byte_reader.h"
#include "image/decode_errors.h"
#include "image/header.h"

namespace cutline::image {
namespace {

constexpr int kMaxSamples = 32;  // a pixel; RGB with alpha has 4

enum Tag : std::uint16_t {
  kWidth = 256,
  kHeight = 257,
  kSamplesPerPixel = 277,
  kTileWidth = 322,
  kTileHeight = 323,
};

struct Layout {
  bool big;  // BigTIFF: 64-bit offsets

  [[nodiscard]] std::size_t offset_size() const { return big ? 8 : 4; }
  [[nodiscard]] std::size_t count_size() const { return big ? 8 : 2; }
};

// The first value of an entry whose values lie in the entry itself, which is so for all
// the tags above; 0 for types that can't hold a size.
std::uint64_t FirstValue(ByteReader& reader, std::uint16_t type) {
  switch (type) {
    case 1:  // BYTE
      return reader.Number(1);
    case 3:  // SHORT
      return reader.Number(2);
    case 4:  // LONG
      return reader.Number(4);
    case 16:  // LONG8
      return reader.Number(8);
    default:
      return 0;
  }
}

struct Directory {
  std::uint64_t width = 0, height = 0;
  std::uint64_t tile_width = 0, tile_height = 0;
  std::uint64_t samples = 1;
  std::size_t end = 0;  // where the offset of the next directory lies
};

Directory ReadDirectory(ByteReader& reader, const Layout& layout) {
  Directory directory;
  const std::uint64_t count = reader.Number(layout.count_size());
  const std::size_t entry_size = 4 + 2 * layout.offset_size();
  if (count > reader.remaining() / entry_size) {
    reader.Skip(reader.remaining() + 1);  // turns it not ok
    return directory;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t next = reader.position() + entry_size;
    const std::uint16_t tag = reader.U16();
    const std::uint16_t type = reader.U16();
    reader.Skip(layout.offset_size());  // number of values
    const std::uint64_t value = FirstValue(reader, type);
    if (tag == kWidth) directory.width = value;
    if (tag == kHeight) directory.height = value;
    if (tag == kTileWidth) directory.tile_width = value;
    if (tag == kTileHeight) directory.tile_height = value;
    if (tag == kSamplesPerPixel) directory.samples = value;
    reader.Seek(next);
  }
  directory.end = reader.position();
  return directory;
}

std::int64_t Signed(std::uint64_t value) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX));
}

}  // namespace

// TIFF 6.0 section 2, and BigTIFF. Only the first directory is looked at.
Result<Header> ReadTiffHeader(ByteSpan bytes, const DecodeLimits& limits) {
  const auto damaged = [](std::string what) {
    return std::unexpected(Damaged(Format::kTiff, std::move(what)));
  };
  ByteReader reader(bytes, bytes[0] == 'I' ? std::endian::little : std::endian::big);
  reader.Skip(2);
  const Layout layout{.big = reader.U16() == 43};
  if (layout.big && (reader.U16() != 8 || reader.U16() != 0)) return damaged("BigTIFF header");
  reader.Seek(reader.Number(layout.offset_size()));
  const Directory directory = ReadDirectory(reader, layout);
  const std::uint64_t next = reader.Number(layout.offset_size());
  if (directory.end == 0) return damaged("directory cut short");

  Header header{.format = Format::kTiff};
  header.width = Signed(directory.width);
  header.height = Signed(directory.height);
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kTiff, header.width, header.height, limits));
  if (directory.tile_width != 0 || directory.tile_height != 0) {
    CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kTiff, Signed(directory.tile_width),
                                      Signed(directory.tile_height), limits));
  }
  if (directory.samples < 1 || directory.samples > kMaxSamples) return damaged("samples a pixel");
  if (reader.ok() && next != 0) {
    header.tiff_next_at = directory.end;
    header.tiff_next_size = layout.offset_size();
  }
  return header;
}

}  // namespace cutline::image
