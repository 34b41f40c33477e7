#include "image/tiff_directory.h"

#include <algorithm>
#include <array>

#include "image/byte_reader.h"

namespace cutline::image {
namespace {

// As many as libtiff reads.
constexpr std::uint64_t kMaxEntries = 4096;

constexpr std::array kTags = {
    TiffTag::kWidth,          TiffTag::kHeight,          TiffTag::kBitsPerSample,
    TiffTag::kCompression,    TiffTag::kStripOffsets,    TiffTag::kSamplesPerPixel,
    TiffTag::kRowsPerStrip,   TiffTag::kStripByteCounts, TiffTag::kPlanarConfiguration,
    TiffTag::kTileWidth,      TiffTag::kTileHeight,      TiffTag::kTileOffsets,
    TiffTag::kTileByteCounts,
};

// Of the integer types, signed or not: libtiff takes either for a size. A negative one
// reads as huge here. 0 for the rest.
std::size_t SizeOf(std::uint16_t type) {
  switch (type) {
    case 1:  // BYTE
    case 6:  // SBYTE
      return 1;
    case 3:  // SHORT
    case 8:  // SSHORT
      return 2;
    case 4:   // LONG
    case 9:   // SLONG
    case 13:  // IFD
      return 4;
    case 16:  // LONG8
    case 17:  // SLONG8
    case 18:  // IFD8
      return 8;
    default:
      return 0;
  }
}

}  // namespace

std::optional<TiffDirectory> TiffDirectory::Read(ByteSpan file) {
  const std::endian order = file[0] == 'I' ? std::endian::little : std::endian::big;
  TiffDirectory directory(file, order);
  ByteReader reader(file, order);
  reader.Skip(2);
  const bool big = reader.U16() == 43;
  if (big && (reader.U16() != 8 || reader.U16() != 0)) return std::nullopt;
  const std::size_t offset_size = big ? 8 : 4;
  const std::size_t entry_size = 4 + 2 * offset_size;
  reader.Seek(reader.Number(offset_size));
  const std::uint64_t count = reader.Number(big ? 8 : 2);
  if (!reader.ok() || count > kMaxEntries || count > reader.remaining() / entry_size) {
    return std::nullopt;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t next = reader.position() + entry_size;
    Field field{.tag = TiffTag{reader.U16()}, .type = reader.U16()};
    field.count = reader.Number(offset_size);
    field.at = reader.position();
    const bool asked = std::ranges::find(kTags, field.tag) != kTags.end();
    if (asked && directory.Find(field.tag) == nullptr) {
      // Values that have no room in the entry lie where it points.
      const std::size_t size = SizeOf(field.type);
      if (size != 0 && field.count > offset_size / size) field.at = reader.Number(offset_size);
      directory.fields_.push_back(field);
    }
    reader.Seek(next);
  }
  const std::size_t end = reader.position();
  const std::uint64_t next = reader.Number(offset_size);
  if (reader.ok() && next != 0) {
    directory.next_at = end;
    directory.next_size = offset_size;
  }
  return directory;
}

std::uint64_t TiffDirectory::Count(TiffTag tag) const {
  const Field* field = Find(tag);
  return field != nullptr ? field->count : 0;
}

std::uint64_t TiffDirectory::Value(TiffTag tag, std::uint64_t otherwise,
                                   std::uint64_t index) const {
  const Field* field = Find(tag);
  if (field == nullptr || index >= field->count) return otherwise;
  const std::size_t size = SizeOf(field->type);
  if (size == 0 || field->at > file_.size() || index >= (file_.size() - field->at) / size) return 0;
  ByteReader reader(file_, order_);
  reader.Seek(field->at + index * size);
  return reader.Number(size);
}

const TiffDirectory::Field* TiffDirectory::Find(TiffTag tag) const {
  const auto field = std::ranges::find(fields_, tag, &Field::tag);
  return field == fields_.end() ? nullptr : &*field;
}

}  // namespace cutline::image
