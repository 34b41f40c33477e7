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
// A file with as many items as are allowed takes about a quarter.
constexpr std::int64_t kMaxSteps = 1 << 18;

struct Extent {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

// What an item costs to decode, found once for each.
struct Claims {
  Extent extent;            // as the container says
  std::int64_t pixels = 0;  // as its bitstream says; 0 where that says nothing
};

// Kinds of picture that libheif would decode too, as alpha or tile, and that aren't
// checked here: another codec, and recipes that may name each other in a circle.
bool IsUncheckedPicture(std::string_view type) {
  return type == "hvc1" || type == "iden" || type == "iovl";
}

using ClaimsOf = std::map<std::uint32_t, Claims>;

Extent SpatialExtent(const Item& item) {
  ByteReader reader(item.extent);
  reader.Skip(4);  // version, flags
  Extent extent;
  extent.width = reader.U32();
  extent.height = reader.U32();
  return reader.ok() ? extent : Extent{};
}

// The decoder allocates by the bitstream, so each must keep the limits by itself.
Result<std::int64_t> CodedPixels(const Item& item, const DecodeLimits& limits, StepBudget& steps) {
  const ByteSpan configuration =
      item.configuration.size() > 4 ? item.configuration.subspan(4) : ByteSpan{};
  std::int64_t most = 0;
  for (const ByteSpan obus : {configuration, item.data}) {
    const std::optional<Av1Sequence> sequence = ReadAv1Sequence(obus, steps);
    if (!sequence) continue;
    CUTLINE_RETURN_IF_ERROR(
        CheckSize(Format::kAvif, sequence->max_width, sequence->max_height, limits));
    most = std::max(most, sequence->max_width * sequence->max_height);
  }
  return most;
}

Result<ClaimsOf> CheckBitstreams(const HeifItems& file, const DecodeLimits& limits,
                                 StepBudget& steps) {
  ClaimsOf claims;
  for (const auto& [id, item] : file.items) {
    if (IsUncheckedPicture(item.type)) {
      return std::unexpected(UnusualVariant(Format::kAvif, fmt::format("item '{}'", item.type)));
    }
    if (item.type != "av01") continue;
    CUTLINE_ASSIGN_OR_RETURN(const std::int64_t coded, CodedPixels(item, limits, steps));
    claims[id] = {.extent = SpatialExtent(item), .pixels = coded};
  }
  return claims;
}

// ISO/IEC 23008-12 section 6.6.2.3.2.
Status CheckGrid(const Item& grid, const ClaimsOf& claims, const DecodeLimits& limits) {
  ByteReader reader(grid.data);
  reader.Skip(1);
  const bool wide = (reader.U8() & 1) != 0;
  const std::size_t rows = std::size_t{reader.U8()} + 1, columns = std::size_t{reader.U8()} + 1;
  const std::int64_t width = wide ? reader.U32() : reader.U16();
  const std::int64_t height = wide ? reader.U32() : reader.U16();
  if (!reader.ok()) return Damaged(Format::kAvif, "grid cut short");
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kAvif, width, height, limits));
  if (grid.parts.size() > rows * columns) {
    return Damaged(Format::kAvif, "more tiles than the grid has places");
  }
  std::int64_t pixels = 0;
  for (const std::uint32_t id : grid.parts) {
    // A grid of grids would be decoded in full for each of its places, again and again.
    const auto tile = claims.find(id);
    if (tile == claims.end()) return Damaged(Format::kAvif, "a tile is missing, or no picture");
    const auto& [extent, coded] = tile->second;
    CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kAvif, extent.width, extent.height, limits));
    pixels += std::max(coded, extent.width * extent.height);
    if (pixels > limits.max_pixels * kMaxTilesPerPixel) {
      return UnusualVariant(Format::kAvif, "tiles far larger than the picture");
    }
  }
  return {};
}

}  // namespace

Result<Header> ReadAvifHeader(ByteSpan bytes, const DecodeLimits& limits) {
  StepBudget steps(kMaxSteps);
  const auto excessive = [] {
    return std::unexpected(UnusualVariant(Format::kAvif, "more structure than a picture has"));
  };
  const std::optional<HeifItems> file = ReadHeifItems(bytes, steps);
  if (steps.spent()) return excessive();
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
  const Extent extent = SpatialExtent(primary->second);
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kAvif, extent.width, extent.height, limits));
  // Any item may be decoded along with the primary: alpha, tiles, their alpha.
  CUTLINE_ASSIGN_OR_RETURN(const ClaimsOf claims, CheckBitstreams(*file, limits, steps));
  if (steps.spent()) return excessive();
  for (const auto& [id, item] : file->items) {
    if (item.type == "grid") CUTLINE_RETURN_IF_ERROR(CheckGrid(item, claims, limits));
  }
  return Header{.format = Format::kAvif, .width = extent.width, .height = extent.height};
}

}  // namespace cutline::image
