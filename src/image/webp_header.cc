#include <bit>

#include "image/byte_reader.h"
#include "image/decode_errors.h"
#include "image/header.h"
#include "image/step_budget.h"

namespace cutline::image {
namespace {

// Before the first picture stand a profile and the animation's header; no more is known.
constexpr std::int64_t kMaxChunks = 1 << 16;

struct Extent {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

// RFC 6386 section 9.1: a key frame's tag, start code and two 14-bit sides.
Extent ReadLossy(ByteReader reader) {
  const std::uint32_t tag = reader.U24();
  const std::uint32_t start = reader.U24();
  const int width = reader.U16() & 0x3FFF;
  const int height = reader.U16() & 0x3FFF;
  if (!reader.ok() || (tag & 1) != 0 || start != 0x2A019D) return {};
  return {width, height};
}

// RFC 9649 section 3.4: a signature byte, then two 14-bit sides less one.
Extent ReadLossless(ByteReader reader) {
  const int signature = reader.U8();
  const std::uint32_t bits = reader.U32();
  if (!reader.ok() || signature != 0x2F) return {};
  return {static_cast<std::int64_t>(bits & 0x3FFF) + 1,
          static_cast<std::int64_t>(bits >> 14 & 0x3FFF) + 1};
}

// The first bitstream in a run of chunks, whether bare, after ALPH, or in a frame.
Extent FirstBitstream(ByteReader reader) {
  StepBudget chunks(kMaxChunks);
  while (reader.remaining() >= 8 && chunks.Take()) {
    const std::string_view name = AsText(reader.Take(4));
    const std::uint64_t length = reader.U32();
    const ByteReader chunk(reader.bytes().subspan(reader.position()), std::endian::little);
    if (name == "VP8 ") return ReadLossy(chunk);
    if (name == "VP8L") return ReadLossless(chunk);
    if (name == "ANMF") {
      reader.Skip(16);  // place, size and duration; then chunks again
    } else {
      reader.Skip(length + length % 2);
    }
    if (!reader.ok()) break;
  }
  return {};
}

}  // namespace

Result<Header> ReadWebpHeader(ByteSpan bytes, const DecodeLimits& limits) {
  const auto damaged = [](std::string what) {
    return std::unexpected(Damaged(Format::kWebp, std::move(what)));
  };
  ByteReader reader(bytes, std::endian::little);
  reader.Skip(12);  // "RIFF", size, "WEBP"
  const Extent first = FirstBitstream(reader);
  const std::string_view name = AsText(reader.Take(4));
  const std::uint32_t length = reader.U32();
  Extent canvas = first;
  if (name == "VP8X") {
    reader.Skip(4);
    canvas.width = static_cast<std::int64_t>(reader.U24()) + 1;
    canvas.height = static_cast<std::int64_t>(reader.U24()) + 1;
    if (!reader.ok() || length < 10) return damaged("VP8X chunk too short");
    CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kWebp, canvas.width, canvas.height, limits));
  }
  if (first.width == 0) return damaged("no picture in it");
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kWebp, first.width, first.height, limits));
  if (first.width > canvas.width || first.height > canvas.height) {
    return damaged("the first frame is larger than the canvas");
  }
  return Header{.format = Format::kWebp, .width = canvas.width, .height = canvas.height};
}

}  // namespace cutline::image
