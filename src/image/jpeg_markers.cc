#include "image/jpeg_markers.h"

#include <algorithm>
#include <cstring>

namespace cutline::image {
namespace {

constexpr std::uint8_t kTem = 0x01;

bool IsRestart(std::uint8_t marker) { return marker >= 0xD0 && marker <= 0xD7; }

}  // namespace

bool IsJpegFrame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Moves to the byte after the next marker and gives the marker, 0 at the end.
std::uint8_t JpegWalk::NextMarker() {
  while (reader_.remaining() >= 2 && steps_.Take()) {
    const std::uint8_t* from = reader_.bytes().data() + reader_.position();
    const auto* found =
        static_cast<const std::uint8_t*>(std::memchr(from, 0xFF, reader_.remaining() - 1));
    if (found == nullptr) return 0;
    reader_.Skip(static_cast<std::size_t>(found - from) + 1);
    const std::uint8_t marker = found[1];
    if (marker == 0xFF) continue;  // fill byte: the second one may begin the marker
    reader_.Skip(1);
    if (marker != 0 && marker != kTem && !IsRestart(marker)) return marker;
  }
  return 0;
}

std::optional<JpegSegment> JpegWalk::Next() {
  const std::uint8_t marker = NextMarker();
  if (marker == 0 || marker == kJpegEoi) return std::nullopt;
  if (marker == kJpegSoi) return JpegSegment{.marker = marker};
  const std::size_t length = reader_.U16();
  if (length < 2) return std::nullopt;
  const ByteSpan body = reader_.Take(length - 2);
  if (!reader_.ok()) return std::nullopt;  // the decoder will say what it thinks of that
  return JpegSegment{.marker = marker, .body = body};
}

std::int64_t CountScannedPixels(ByteSpan stream, StepBudget& steps) {
  JpegWalk walk(stream, steps);
  std::int64_t scans = 0, pixels = 0;
  while (const std::optional<JpegSegment> segment = walk.Next()) {
    if (segment->marker == kJpegSos) ++scans;
    if (!IsJpegFrame(segment->marker)) continue;
    ByteReader frame(segment->body);
    frame.Skip(1);  // bits a sample
    const std::int64_t height = frame.U16();
    pixels = std::max(pixels, height * frame.U16());
  }
  return scans * pixels;
}

}  // namespace cutline::image
