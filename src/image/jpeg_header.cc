// Walks the markers of a JPEG file (ITU-T T.81, annex B) as libjpeg will, to count its
// scans: each scan of a progressive file goes over every coefficient of the picture, so
// a few kilobytes of empty scans can keep a decoder busy for minutes.
#include <fmt/format.h>

#include "image/byte_reader.h"
#include "image/decode_errors.h"
#include "image/header.h"
#include "image/jpeg_markers.h"

namespace cutline::image {
namespace {

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

}  // namespace

Result<Header> ReadJpegHeader(ByteSpan bytes, const DecodeLimits& limits) {
  StepBudget steps(kMaxJpegSteps);
  JpegWalk walk(bytes.subspan(2), steps);  // after SOI, seen by the caller
  std::optional<Header> header;
  int scans = 0;
  while (const std::optional<JpegSegment> segment = walk.Next()) {
    if (segment->marker == kJpegSoi) {
      return std::unexpected(Damaged(Format::kJpeg, "a second start of image"));
    }
    if (IsJpegFrame(segment->marker)) {
      if (header) return std::unexpected(Damaged(Format::kJpeg, "two frame headers"));
      CUTLINE_ASSIGN_OR_RETURN(header, ReadFrame(segment->marker, segment->body, limits));
    } else if (segment->marker == kJpegSos) {
      if (!header) return std::unexpected(Damaged(Format::kJpeg, "a scan before the frame header"));
      ++scans;
      if (scans > kMaxJpegScans || scans * header->width * header->height > kMaxScannedPixels) {
        return std::unexpected(UnusualVariant(Format::kJpeg, "too many scans"));
      }
    }
  }
  if (steps.spent()) return std::unexpected(UnusualVariant(Format::kJpeg, "too many markers"));
  if (!header) return std::unexpected(Damaged(Format::kJpeg, "no frame header"));
  if (scans == 0) return std::unexpected(Damaged(Format::kJpeg, "no scan"));
  return *header;
}

}  // namespace cutline::image
