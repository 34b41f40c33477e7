#include <array>

#include "image/byte_reader.h"
#include "image/decode.h"
#include "image/decode_errors.h"
#include "image/foreign_kind.h"
#include "image/header.h"
#include "image/isobmff.h"

namespace cutline::image {
namespace {

using namespace std::string_view_literals;

// "ftyp", then the major brand, a version and the compatible brands.
bool IsAvif(ByteSpan bytes) {
  StepBudget steps(1);
  const std::optional<Box> type =
      BoxWalk(bytes.first(std::min<std::size_t>(bytes.size(), 4096)), steps).Next();
  if (!type || type->type != "ftyp") return false;
  ByteReader reader(type->body);
  for (int i = 0; reader.remaining() >= 4; ++i) {
    const std::string_view brand = AsText(reader.Take(4));
    if (i != 1 && (brand == "avif" || brand == "avis")) return true;
  }
  return false;
}

bool IsBmp(std::string_view text) {
  // Two letters are little: the four bytes after the file size are reserved, and the
  // header's length that follows the data offset has few values.
  if (!text.starts_with("BM") || text.size() < 18) return false;
  ByteReader reader(AsBytes(text), std::endian::little);
  reader.Skip(14);
  const std::uint32_t header = reader.U32();
  return header == 12 || (header >= 16 && header <= 128);
}

}  // namespace

Result<Header> ReadHeader(ByteSpan bytes, const DecodeLimits& limits) {
  if (bytes.empty()) {
    return std::unexpected(InvalidArgument({"The file is empty.", "文件是空的。"})
                               .WithHint({"Send a picture.", "请提供一张图片。"}));
  }
  const std::string_view text = AsText(bytes);
  if (text.starts_with("\xFF\xD8\xFF"sv)) return ReadJpegHeader(bytes, limits);
  if (text.starts_with("\x89PNG\r\n\x1A\n"sv)) return ReadPngHeader(bytes, limits);
  if (text.starts_with("RIFF"sv) && text.substr(0, 12).ends_with("WEBP"sv)) {
    return ReadWebpHeader(bytes, limits);
  }
  if (text.starts_with("GIF87a"sv) || text.starts_with("GIF89a"sv)) {
    return ReadGifHeader(bytes, limits);
  }
  for (const std::string_view magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}) {
    if (text.starts_with(magic)) return ReadTiffHeader(bytes, limits);
  }
  if (IsBmp(text)) return ReadBmpHeader(bytes, limits);
  if (IsAvif(bytes)) return ReadAvifHeader(bytes, limits);
  return std::unexpected(NotRead(ForeignKind(bytes)));
}

Result<ImageInfo> Probe(ByteSpan bytes, const DecodeLimits& limits) {
  CUTLINE_ASSIGN_OR_RETURN(const Header header, ReadHeader(bytes, limits));
  return ImageInfo{header.format,
                   {static_cast<int>(header.width), static_cast<int>(header.height)}};
}

}  // namespace cutline::image
