#include <algorithm>
#include <bit>

#include "image/byte_reader.h"
#include "image/decode_errors.h"
#include "image/header.h"
#include "image/step_budget.h"

namespace cutline::image {
namespace {

// Data comes in blocks of up to 255 bytes; in the largest file that is accepted by
// default, this is one for every 32 bytes.
constexpr std::int64_t kMaxBlocks = 1 << 21;

void SkipColourTable(ByteReader& reader, int flags) {
  if ((flags & 0x80) != 0) reader.Skip(std::size_t{3} << ((flags & 7) + 1));
}

void SkipSubBlocks(ByteReader& reader, StepBudget& blocks) {
  for (std::uint8_t size = reader.U8(); size != 0 && reader.ok(); size = reader.U8()) {
    if (!blocks.Take()) return;
    reader.Skip(size);
  }
}

}  // namespace

// GIF89a specification, sections 17 to 27. Ends at the first picture's last block.
Result<Header> ReadGifHeader(ByteSpan bytes, const DecodeLimits& limits) {
  const auto damaged = [](std::string what) {
    return std::unexpected(Damaged(Format::kGif, std::move(what)));
  };
  ByteReader reader(bytes, std::endian::little);
  reader.Skip(6);  // signature and version, seen by the caller
  Header header{.format = Format::kGif};
  header.width = reader.U16();
  header.height = reader.U16();
  const int flags = reader.U8();
  reader.Skip(2);  // background, aspect
  if (!reader.ok()) return damaged("screen descriptor cut short");
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kGif, header.width, header.height, limits));
  SkipColourTable(reader, flags);

  StepBudget blocks(kMaxBlocks);
  const auto excessive = [] {
    return std::unexpected(UnusualVariant(Format::kGif, "too many blocks"));
  };
  for (;;) {
    if (!blocks.Take()) return excessive();
    const std::uint8_t block = reader.U8();
    if (!reader.ok() || block == 0x3B) return damaged("no picture in it");
    if (block == 0x21) {  // extension: a label, then data
      reader.Skip(1);
      SkipSubBlocks(reader, blocks);
    } else if (block == 0x2C) {
      break;
    } else if (block != 0) {  // stray zeros occur between blocks
      return damaged("an unknown block");
    }
  }
  header.gif.place_at = reader.position();
  header.gif.left = reader.U16();
  header.gif.top = reader.U16();
  const std::int64_t width = reader.U16(), height = reader.U16();
  const int frame_flags = reader.U8();
  SkipColourTable(reader, frame_flags);
  reader.Skip(1);  // LZW code size
  SkipSubBlocks(reader, blocks);
  if (blocks.spent()) return excessive();
  if (!reader.ok()) return damaged("the first frame is cut short");
  if (width == 0 || height == 0) return damaged("empty first frame");
  header.gif.end = reader.position();
  // A canvas too small for its frame grows: other readers do so too. libnsgif aborts
  // when there is no memory for that, so it never sees a frame beyond the limits.
  header.width = std::max(header.width, header.gif.left + width);
  header.height = std::max(header.height, header.gif.top + height);
  CUTLINE_RETURN_IF_ERROR(CheckSize(Format::kGif, header.width, header.height, limits));
  return header;
}

}  // namespace cutline::image
