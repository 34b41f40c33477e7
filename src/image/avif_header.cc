// Reads as much of an AVIF file as tells what its decoder will allocate: the size that
// the container claims (ispe), the sizes that the AV1 bitstreams claim, and for a grid
// the size of the whole and the work in all its tiles.
#include <fmt/format.h>

#include "image/av1_sequence.h"
#include "image/byte_reader.h"
#include "image/decode_errors.h"
#include "image/header.h"
#include "image/isobmff.h"

namespace cutline::image {
namespace {

using Item = HeifItems::Item;

// Tiles may overhang the picture, and one may be used twice, but not without end.
constexpr std::int64_t kMaxTilesPerPixel = 4;

const Box* Property(const HeifItems& file, const Item& item, std::string_view type) {
  for (const std::size_t index : item.properties) {
    if (file.properties[index].type == type) return &file.properties[index];
  }
  return nullptr;
}

struct Extent {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

Extent SpatialExtent(const HeifItems& file, const Item& item) {
  const Box* property = Property(file, item, "ispe");
  if (property == nullptr) return {};
  ByteReader reader(property->body);
  reader.Skip(4);  // version, flags
  Extent extent;
  extent.width = reader.U32();
  extent.height = reader.U32();
  return reader.ok() ? extent : Extent{};
}

Status CheckAv1(const HeifItems& file, const Item& item, const DecodeLimits& limits) {
  const auto check = [&](ByteSpan obus) -> Status {
    const std::optional<Av1Sequence> sequence = ReadAv1Sequence(obus);
    if (!sequence) return {};
    return CheckSize(Format::kAvif, sequence->max_width, sequence->max_height, limits);
  };
  const Box* configuration = Property(file, item, "av1C");
  if (configuration != nullptr && configuration->body.size() > 4) {
    CUTLINE_RETURN_IF_ERROR(check(configuration->body.subspan(4)));
  }
  return check(item.data);
}

// ISO/IEC 23008-12 section 6.6.2.3.2.
Status CheckGrid(const HeifItems& file, const Item& grid, const DecodeLimits& limits) {
  ByteReader reader(grid.data);
  reader.Skip(1);
  const bool wide = (reader.U8() & 1) != 0;
  reader.Skip(2);  // rows, columns
  const std::int64_t width = wide ? reader.U32() : reader.U16();
  const std::int64_t height = wide ? reader.U32() : reader.U16();
  if (!reader.ok()) return Damaged(Format::kAvif, "grid cut short");
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kAvif, width, height, limits));
  std::int64_t pixels = 0;
  for (const std::uint32_t id : grid.parts) {
    const auto tile = file.items.find(id);
    if (tile == file.items.end()) return Damaged(Format::kAvif, "a tile is missing");
    const Extent extent = SpatialExtent(file, tile->second);
    CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kAvif, extent.width, extent.height, limits));
    pixels += extent.width * extent.height;
    if (pixels > limits.max_pixels * kMaxTilesPerPixel) {
      return UnusualVariant(Format::kAvif, "tiles far larger than the picture");
    }
  }
  return {};
}

}  // namespace

Result<Header> ReadAvifHeader(ByteSpan bytes, const DecodeLimits& limits) {
  const std::optional<HeifItems> file = ReadHeifItems(bytes);
  if (!file) return std::unexpected(Damaged(Format::kAvif, "no readable item list"));
  const auto primary = file->items.find(file->primary);
  if (primary == file->items.end()) {
    return std::unexpected(Damaged(Format::kAvif, "no primary item"));
  }
  const std::string_view type = primary->second.type;
  if (type == "hvc1") return std::unexpected(NotRead("HEIC"));
  if (type != "av01" && type != "grid") {
    return std::unexpected(UnusualVariant(Format::kAvif, fmt::format("primary item '{}'", type)));
  }
  const Extent extent = SpatialExtent(*file, primary->second);
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kAvif, extent.width, extent.height, limits));
  // Any item may be decoded along with the primary: alpha, tiles, their alpha.
  for (const auto& [id, item] : file->items) {
    if (item.type == "av01") CUTLINE_RETURN_IF_ERROR(CheckAv1(*file, item, limits));
    if (item.type == "grid") CUTLINE_RETURN_IF_ERROR(CheckGrid(*file, item, limits));
  }
  return Header{.format = Format::kAvif, .width = extent.width, .height = extent.height};
}

}  // namespace cutline::image
