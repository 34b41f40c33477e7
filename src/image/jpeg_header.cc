// Walks the markers of a JPEG file (ITU-T T.81, annex B) as libjpeg will, to count its
// scans: each scan of a progressive file goes over every coefficient of the picture, so
// a few kilobytes of empty scans can keep a decoder busy for minutes.
#include <fmt/format.h>

#include <cstring>

#include "image/byte_reader.h"
#include "image/decode_errors.h"
#include "image/header.h"

namespace cutline::image {
namespace {

// Cameras and encoders write about ten.
constexpr int kMaxScans = 256;
// A picture of 50 megapixels in 20 scans; libjpeg-turbo needs about 3 ns for each of these.
constexpr std::int64_t kMaxScannedPixels = 1'000'000'000;

constexpr std::uint8_t kSoi = 0xD8, kEoi = 0xD9, kSos = 0xDA, kTem = 0x01;

bool IsRestart(std::uint8_t marker) { return marker >= 0xD0 && marker <= 0xD7; }

bool IsFrame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Baseline, extended and progressive, Huffman or arithmetic; not lossless, not hierarchical.
bool IsReadFrame(std::uint8_t marker) { return marker <= 0xC2 || marker == 0xC9 || marker == 0xCA; }

Result<Header> ReadFrame(std::uint8_t marker, ByteSpan segment, const DecodeLimits& limits) {
  const auto damaged = [](std::string_view what) {
    return std::unexpected(Damaged(Format::kJpeg, std::string(what)));
  };
  ByteReader reader(segment);
  const int precision = reader.U8();
  Header header{.format = Format::kJpeg};
  header.height = reader.U16();
  header.width = reader.U16();
  const int components = reader.U8();
  if (!reader.ok() || segment.size() != 6U + 3U * static_cast<unsigned>(components)) {
    return damaged("frame header of the wrong length");
  }
  if (precision == 0) return damaged("0 bits a sample");
  if (!IsReadFrame(marker) || precision != 8) {
    return std::unexpected(UnusualVariant(
        Format::kJpeg, fmt::format("frame type {:02X}, {} bits a sample", marker, precision)));
  }
  if (components != 1 && components != 3 && components != 4) {
    return damaged(fmt::format("{} components", components));
  }
  for (int i = 0; i < components; ++i) {
    reader.Skip(1);
    const int sampling = reader.U8();
    reader.Skip(1);
    const int horizontal = sampling >> 4, vertical = sampling & 15;
    if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) {
      return damaged("sampling factor");
    }
  }
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kJpeg, header.width, header.height, limits));
  return header;
}

// Moves to the byte after the next marker and gives the marker, 0 at the end. Skips what
// is not a marker: entropy-coded data, stuffed zeros, restart markers, rubbish.
std::uint8_t NextMarker(ByteReader& reader) {
  while (reader.remaining() >= 2) {
    const std::uint8_t* from = reader.bytes().data() + reader.position();
    const auto* found =
        static_cast<const std::uint8_t*>(std::memchr(from, 0xFF, reader.remaining() - 1));
    if (found == nullptr) return 0;
    reader.Skip(static_cast<std::size_t>(found - from) + 1);
    const std::uint8_t marker = found[1];
    if (marker == 0xFF) continue;  // fill byte: the second one may begin the marker
    reader.Skip(1);
    if (marker != 0 && marker != kTem && !IsRestart(marker)) return marker;
  }
  return 0;
}

}  // namespace

Result<Header> ReadJpegHeader(ByteSpan bytes, const DecodeLimits& limits) {
  ByteReader reader(bytes);
  reader.Skip(2);  // SOI, seen by the caller
  std::optional<Header> header;
  int scans = 0;
  for (;;) {
    const std::uint8_t marker = NextMarker(reader);
    if (marker == 0 || marker == kEoi) break;
    if (marker == kSoi) return std::unexpected(Damaged(Format::kJpeg, "a second start of image"));
    const std::size_t length = reader.U16();
    const ByteSpan segment = length >= 2 ? reader.Take(length - 2) : ByteSpan{};
    if (length < 2 || !reader.ok()) break;  // the decoder will say what it thinks of that
    if (IsFrame(marker)) {
      if (header) return std::unexpected(Damaged(Format::kJpeg, "two frame headers"));
      CUTLINE_ASSIGN_OR_RETURN(header, ReadFrame(marker, segment, limits));
    } else if (marker == kSos) {
      if (!header) return std::unexpected(Damaged(Format::kJpeg, "a scan before the frame header"));
      ++scans;
      if (scans > kMaxScans || scans * header->width * header->height > kMaxScannedPixels) {
        return std::unexpected(UnusualVariant(Format::kJpeg, "too many scans"));
      }
    }
  }
  if (!header) return std::unexpected(Damaged(Format::kJpeg, "no frame header"));
  if (scans == 0) return std::unexpected(Damaged(Format::kJpeg, "no scan"));
  return *header;
}

}  // namespace cutline::image
