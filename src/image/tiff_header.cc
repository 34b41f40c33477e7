// Reads as much of a TIFF file as tells what its decoder will do: the size of the picture,
// what it and its largest piece (a strip or a tile) unpack to, and how often the decoder
// is sent over the same bytes. A few megabytes of deflate can claim to be gigabytes.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "image/decode_errors.h"
#include "image/header.h"
#include "image/jpeg_markers.h"
#include "image/tiff_directory.h"

namespace cutline::image {
namespace {

constexpr std::uint64_t kMaxSamples = 32;  // a pixel; RGB with alpha has 4
constexpr std::uint64_t kMaxBits = 64;     // a sample
// RGB with alpha in 16 bits. What has more (floats) may have fewer pixels.
constexpr std::int64_t kMaxBytesPerPixel = 8;
// Tiles of 16 x 16, the smallest allowed, over 100 megapixels.
constexpr std::int64_t kMaxPieces = 1 << 19;
// Pieces may share bytes, as an empty tile does with others, but not without end.
constexpr std::uint64_t kMaxReads = 2;  // of the whole file

constexpr std::uint64_t kNone = 1, kJpeg = 7;

// What libtiff's decoders for it are known to keep to the size that is asked of them. Left
// out are old-style JPEG, whose pieces can't be checked, JBIG, whose decoder allocates by
// its own header and aborts, and kinds that are seen nowhere but in medicine and film.
bool IsRead(std::uint64_t compression) {
  constexpr std::array<std::uint64_t, 12> kRead = {
      kNone,                   //
      2,     3,     4, 32771,  // fax
      5,     32773,            // LZW, PackBits
      8,     32946,            // deflate
      kJpeg,                   //
      50000, 50001,            // Zstandard, WebP
  };
  return std::ranges::find(kRead, compression) != kRead.end();
}

std::int64_t Signed(std::uint64_t value) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX));
}

std::int64_t DivideUp(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// How the picture is cut up: into strips of its width, or into tiles that may overhang.
struct Pieces {
  std::int64_t count = 0;
  std::int64_t unpacked = 0;  // bytes, all of them together
};

struct Depth {
  std::int64_t samples = 1;
  std::int64_t bytes = 1;  // a sample, unpacked
};

Result<Depth> ReadDepth(const TiffDirectory& directory) {
  const auto unusual = [](std::string what) {
    return std::unexpected(UnusualVariant(Format::kTiff, std::move(what)));
  };
  const std::uint64_t samples = directory.Value(TiffTag::kSamplesPerPixel, 1);
  if (samples < 1 || samples > kMaxSamples) return unusual(fmt::format("{} samples", samples));
  std::uint64_t bits = directory.Value(TiffTag::kBitsPerSample, 1);
  const std::uint64_t listed = std::min(directory.Count(TiffTag::kBitsPerSample), kMaxSamples);
  for (std::uint64_t i = 1; i < listed; ++i) {
    bits = std::max(bits, directory.Value(TiffTag::kBitsPerSample, 1, i));
  }
  if (bits > kMaxBits) return unusual(fmt::format("{} bits a sample", bits));
  return Depth{.samples = Signed(samples),
               .bytes = DivideUp(std::max(std::int64_t{1}, Signed(bits)), 8)};
}

Result<Pieces> CutUp(const TiffDirectory& directory, const Header& header,
                     const DecodeLimits& limits) {
  CUTLINE_ASSIGN_OR_RETURN(const Depth depth, ReadDepth(directory));
  const bool planar = directory.Value(TiffTag::kPlanarConfiguration, 1) == 2;
  const std::int64_t planes = planar ? depth.samples : 1;
  const std::int64_t tile_width = Signed(directory.Value(TiffTag::kTileWidth, 0));
  const std::int64_t tile_height = Signed(directory.Value(TiffTag::kTileHeight, 0));
  const bool tiled = tile_width != 0 || tile_height != 0;
  std::int64_t count = 0;
  if (tiled) {
    CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kTiff, tile_width, tile_height, limits));
    count = DivideUp(header.width, tile_width) * DivideUp(header.height, tile_height);
  } else {
    const std::int64_t rows = Signed(directory.Value(TiffTag::kRowsPerStrip, 0));
    count = rows < 1 || rows > header.height ? 1 : DivideUp(header.height, rows);
  }
  if (count > kMaxPieces / planes) {
    return std::unexpected(UnusualVariant(Format::kTiff, fmt::format("{} strips or tiles", count)));
  }
  const std::int64_t area = tiled ? count * tile_width * tile_height : header.width * header.height;
  return Pieces{.count = count * planes, .unpacked = area * depth.samples * depth.bytes};
}

Status CheckUnpacked(std::int64_t bytes, const DecodeLimits& limits) {
  const std::int64_t most = limits.max_pixels * kMaxBytesPerPixel;
  if (bytes <= most) return {};
  return TooLarge(
             {fmt::format("The picture unpacks to {} bytes; at most {} are accepted.", bytes, most),
              fmt::format("图片解压后为 {} 字节，最多接受 {} 字节。", bytes, most)})
      .WithHint({"Save it with 8 bits a channel, without extra channels, or raise max-pixels.",
                 "请以每通道 8 位、不带多余通道保存，或调高 max-pixels。"});
}

// The array of one kind, under the name for strips or for tiles: old files with tiles use
// either. Empty where both are there, for then it is a matter of taste which counts.
std::optional<TiffTag> OneOf(const TiffDirectory& directory, TiffTag strips, TiffTag tiles) {
  if (directory.Count(tiles) == 0) return strips;
  return directory.Count(strips) == 0 ? std::optional(tiles) : std::nullopt;
}

// That the pieces don't send the decoder over the file again and again, and how often
// those that are JPEG streams go over their pixels.
Status CheckPieces(ByteSpan file, const TiffDirectory& directory, std::uint64_t compression,
                   std::int64_t pieces) {
  if (compression == kNone) return {};  // read by what it unpacks to
  const auto offsets = OneOf(directory, TiffTag::kStripOffsets, TiffTag::kTileOffsets);
  const auto lengths = OneOf(directory, TiffTag::kStripByteCounts, TiffTag::kTileByteCounts);
  if (!offsets || !lengths) return Damaged(Format::kTiff, "both strips and tiles");
  const bool jpeg = compression == kJpeg;
  const auto count = static_cast<std::uint64_t>(pieces);
  const std::uint64_t listed = std::min(directory.Count(*offsets), directory.Count(*lengths));
  // libtiff guesses at lengths that it misses, and would then read what was not looked at.
  if (jpeg && listed < count) return Damaged(Format::kTiff, "pieces of unknown length");
  StepBudget steps(kMaxJpegSteps);
  std::uint64_t read = 0;
  std::int64_t scanned = 0;
  for (std::uint64_t i = 0; i < std::min(count, listed); ++i) {
    const std::uint64_t offset = directory.Value(*offsets, 0, i);
    if (offset >= file.size()) continue;
    const std::uint64_t room = file.size() - offset;
    const std::uint64_t claimed = directory.Value(*lengths, 0, i);
    if (claimed == 0 && (!jpeg || offset == 0)) continue;  // left out, or a fair share by guess
    const std::uint64_t length = claimed == 0 ? room : std::min(claimed, room);
    read += length;
    if (read > kMaxReads * file.size()) {
      return UnusualVariant(Format::kTiff, "strips or tiles over one another");
    }
    if (!jpeg) continue;
    scanned += CountScannedPixels(
        file.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(length)), steps);
    if (steps.spent() || scanned > kMaxScannedPixels) {
      return UnusualVariant(Format::kTiff, "too many JPEG scans");
    }
  }
  return {};
}

}  // namespace

// Only the first directory is looked at.
Result<Header> ReadTiffHeader(ByteSpan bytes, const DecodeLimits& limits) {
  const std::optional<TiffDirectory> directory = TiffDirectory::Read(bytes);
  if (!directory) return std::unexpected(Damaged(Format::kTiff, "no whole directory"));
  Header header{.format = Format::kTiff};
  header.width = Signed(directory->Value(TiffTag::kWidth, 0));
  header.height = Signed(directory->Value(TiffTag::kHeight, 0));
  header.tiff_next_at = directory->next_at;
  header.tiff_next_size = directory->next_size;
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kTiff, header.width, header.height, limits));
  const std::uint64_t compression = directory->Value(TiffTag::kCompression, 1);
  if (!IsRead(compression)) {
    return std::unexpected(
        UnusualVariant(Format::kTiff, fmt::format("compression {}", compression)));
  }
  CUTLINE_ASSIGN_OR_RETURN(const Pieces pieces, CutUp(*directory, header, limits));
  CUTLINE_RETURN_IF_ERROR(CheckUnpacked(pieces.unpacked, limits));
  CUTLINE_RETURN_IF_ERROR(CheckPieces(bytes, *directory, compression, pieces.count));
  return header;
}

}  // namespace cutline::image
