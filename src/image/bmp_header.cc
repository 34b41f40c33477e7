#include <fmt/format.h>

#include <bit>
#include <optional>

#include "image/bmp.h"
#include "image/byte_reader.h"
#include "image/decode_errors.h"
#include "image/header.h"

namespace cutline::image {
namespace {

using Packing = BmpHeader::Packing;

constexpr std::size_t kFileHeader = 14;
constexpr std::uint32_t kCoreHeader = 12;  // OS/2 1.x: 16-bit sides, three-byte palette entries
constexpr std::uint32_t kInfoHeader = 40;
constexpr std::uint32_t kOs2Header = 64;
constexpr std::uint32_t kEmbeddedProfile = 0x4D424544;  // "MBED"

std::optional<Packing> FindPacking(std::uint32_t compression, int bits, std::uint32_t header_size) {
  switch (compression) {
    case 0:
      return Packing::kPlain;
    case 1:
      if (bits == 8) return Packing::kRle8;
      break;
    case 2:
      if (bits == 4) return Packing::kRle4;
      break;
    case 3:  // in OS/2's own header it means Huffman
      if ((bits == 16 || bits == 32) && header_size != kOs2Header) return Packing::kMasks;
      break;
    default:
      break;
  }
  return std::nullopt;
}

bool IsRun(std::uint32_t mask) {
  if (mask == 0) return true;
  const std::uint32_t shifted = mask >> std::countr_zero(mask);
  return (shifted & (shifted + 1)) == 0;
}

// Entries that the file does not hold stay black.
std::vector<BmpHeader::Colour> ReadPalette(ByteReader reader, std::size_t entries,
                                           std::size_t present, std::size_t entry_size) {
  std::vector<BmpHeader::Colour> palette(entries);
  for (std::size_t i = 0; i < present; ++i) {
    const ByteSpan entry = reader.Take(entry_size);
    if (!reader.ok()) break;
    palette[i] = {entry[2], entry[1], entry[0]};
  }
  return palette;
}

ByteSpan ReadProfile(ByteSpan bytes, std::uint32_t header_size) {
  if (header_size < 124) return {};
  ByteReader reader(bytes, std::endian::little);
  reader.Seek(kFileHeader + 56);
  if (reader.U32() != kEmbeddedProfile) return {};
  reader.Seek(kFileHeader + 112);
  const std::uint64_t offset = kFileHeader + std::uint64_t{reader.U32()};
  const std::uint64_t length = reader.U32();
  reader.Seek(offset);
  return reader.Take(length);
}

}  // namespace

Result<BmpHeader> ParseBmp(ByteSpan bytes, const DecodeLimits& limits) {
  const auto damaged = [](std::string what) {
    return std::unexpected(Damaged(Format::kBmp, std::move(what)));
  };
  ByteReader file(bytes, std::endian::little);
  file.Skip(10);  // "BM", file size, reserved
  std::uint64_t data_at = file.U32();
  const std::uint32_t header_size = file.U32();
  // Fields beyond a short header read as 0, which is their default.
  ByteReader reader(file.Take(header_size - 4), std::endian::little);
  if (!file.ok() || header_size < kCoreHeader) return damaged("header cut short");

  BmpHeader header;
  if (header_size == kCoreHeader) {
    header.width = reader.U16();
    header.height = reader.U16();
  } else {
    header.width = reader.I32();
    header.height = reader.I32();
  }
  reader.Skip(2);  // planes: always 1
  header.bits = reader.U16();
  const std::uint32_t compression = reader.U32();
  reader.Skip(12);  // data size, resolution
  const std::uint32_t colours_used = reader.U32();
  reader.Skip(4);  // important colours
  header.top_down = header.height < 0;
  header.height = std::abs(header.height);
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kBmp, header.width, header.height, limits));
  if (header.bits != 1 && header.bits != 4 && header.bits != 8 && header.bits != 16 &&
      header.bits != 24 && header.bits != 32) {
    return damaged(fmt::format("{} bits a pixel", header.bits));
  }
  const std::optional<Packing> packing = FindPacking(compression, header.bits, header_size);
  if (!packing) {
    return std::unexpected(UnusualVariant(
        Format::kBmp, fmt::format("compression {} with {} bits", compression, header.bits)));
  }
  header.packing = *packing;

  if (header.packing == Packing::kMasks) {
    // After the shortest header the masks follow it; in longer ones they belong to it.
    ByteReader& source = header_size == kInfoHeader ? file : reader;
    for (int i = 0; i < 3; ++i) header.masks[i] = source.U32();
    if (header_size >= 56) header.masks[3] = reader.U32();
    if (!std::ranges::all_of(header.masks, IsRun)) return damaged("a mask with gaps");
  } else if (header.bits == 16) {
    header.masks = {0x7C00, 0x03E0, 0x001F, 0};
  } else if (header.bits == 32) {
    header.masks = {0xFF0000, 0x00FF00, 0x0000FF, 0};
  }
  if (header.packing == Packing::kRle4 || header.packing == Packing::kRle8) {
    if (header.top_down) return damaged("runs from the top");
  }

  const std::size_t entry_size = header_size == kCoreHeader ? 3 : 4;
  if (header.bits <= 8) {
    const std::size_t entries = std::size_t{1} << header.bits;
    if (colours_used > entries) return damaged("more colours than the pixels can name");
    const std::size_t present = colours_used == 0 ? entries : colours_used;
    header.palette = ReadPalette(file, entries, present, entry_size);
    if (data_at == 0) data_at = file.position() + present * entry_size;
  }
  if (data_at < kFileHeader + header_size || data_at >= bytes.size()) {
    return damaged("no pixels where they should be");
  }
  header.data = bytes.subspan(static_cast<std::size_t>(data_at));
  header.profile = ReadProfile(bytes, header_size);
  return header;
}

Result<Header> ReadBmpHeader(ByteSpan bytes, const DecodeLimits& limits) {
  CUTLINE_ASSIGN_OR_RETURN(const BmpHeader header, ParseBmp(bytes, limits));
  return Header{.format = Format::kBmp, .width = header.width, .height = header.height};
}

}  // namespace cutline::image
