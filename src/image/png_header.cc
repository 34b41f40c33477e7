#include <fmt/format.h>

#include "image/byte_reader.h"
#include "image/decode_errors.h"
#include "image/header.h"
#include "image/step_budget.h"

namespace cutline::image {
namespace {

// In the largest file that is accepted by default, one for every 64 bytes.
constexpr std::int64_t kMaxChunks = 1 << 20;

// PNG specification, third edition, table 8.
bool IsLegal(int colour_type, int depth) {
  switch (colour_type) {
    case 0:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case 3:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case 2:
    case 4:
    case 6:
      return depth == 8 || depth == 16;
    default:
      return false;
  }
}

}  // namespace

// The chunks after IHDR are libpng's to judge: it bounds text and profiles by itself.
// Only one that claims more than the file holds is refused here, for libpng would
// collect what there is of it for seconds first.
Result<Header> ReadPngHeader(ByteSpan bytes, const DecodeLimits& limits) {
  const auto damaged = [](std::string what) {
    return std::unexpected(Damaged(Format::kPng, std::move(what)));
  };
  ByteReader reader(bytes);
  reader.Skip(8);  // the signature, seen by the caller
  const std::uint32_t ihdr_length = reader.U32();
  const std::string_view name = AsText(reader.Take(4));
  Header header{.format = Format::kPng};
  header.width = reader.U32();
  header.height = reader.U32();
  const int depth = reader.U8();
  const int colour_type = reader.U8();
  const int compression = reader.U8();
  const int filter = reader.U8();
  const int interlace = reader.U8();
  reader.Skip(4);  // checksum: libpng tells
  if (!reader.ok() || name != "IHDR" || ihdr_length != 13) return damaged("no IHDR chunk");
  if (!IsLegal(colour_type, depth)) {
    return damaged(fmt::format("{} bits with colour type {}", depth, colour_type));
  }
  if (compression != 0 || filter != 0 || interlace > 1) {
    return damaged(
        fmt::format("compression {}, filter {}, interlace {}", compression, filter, interlace));
  }
  if (header.width > INT32_MAX || header.height > INT32_MAX) return damaged("a side over 2^31 - 1");
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kPng, header.width, header.height, limits));
  StepBudget chunks(kMaxChunks);
  while (reader.remaining() >= 12) {
    if (!chunks.Take()) return std::unexpected(UnusualVariant(Format::kPng, "too many chunks"));
    const std::uint64_t length = reader.U32();
    if (AsText(reader.Take(4)) == "IEND") break;
    reader.Skip(length + 4);
    if (!reader.ok()) return damaged("a chunk is cut short");
  }
  return header;
}

}  // namespace cutline::image
