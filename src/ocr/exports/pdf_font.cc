#include "ocr/exports/pdf_font.h"

#include <fmt/format.h>

#include <vector>

#include "base/utf8.h"
#include "ocr/exports/glyphless_font.h"

namespace cutline::ocr {
namespace {

constexpr std::size_t kMaxCodes = 65'534;
constexpr std::size_t kMaxMappings = 100;  // of one block of a CMap

}  // namespace

PdfFont::Coded PdfFont::Encode(std::string_view text) {
  Coded coded{.hex = "<"};
  while (!text.empty()) {
    char32_t c = TakeCodePoint(text).value;
    // More different characters than codes: the last ones become one.
    if (codes_.size() >= kMaxCodes && !codes_.contains(c)) c = kReplacement;
    const auto [entry, is_new] = codes_.try_emplace(c, static_cast<int>(codes_.size()) + 1);
    coded.hex += fmt::format("{:04X}", entry->second);
    ++coded.count;
  }
  coded.hex += '>';
  return coded;
}

std::string PdfFont::ToUnicode() const {
  std::vector<std::string> lines;
  for (const auto& [character, code] : codes_)
    lines.push_back(fmt::format("<{:04X}> <{}>\n", code, Utf16Hex(character)));
  std::string map =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  for (std::size_t first = 0; first < lines.size(); first += kMaxMappings) {
    const std::size_t end = std::min(first + kMaxMappings, lines.size());
    map += fmt::format("{} beginbfchar\n", end - first);
    for (std::size_t i = first; i < end; ++i) map += lines[i];
    map += "endbfchar\n";
  }
  return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

Status PdfFont::Put(PdfFile& file, int id) const {
  const ByteBuffer program = GlyphlessFont();
  CUTLINE_ASSIGN_OR_RETURN(const int program_id,
                           file.PutDeflated(fmt::format("/Length1 {}", program.size()), program));
  CUTLINE_ASSIGN_OR_RETURN(const int to_unicode, file.PutDeflated("", AsBytes(ToUnicode())));
  ByteBuffer glyphs(2 * (codes_.size() + 1));  // of each code: the second glyph
  for (std::size_t i = 3; i < glyphs.size(); i += 2) glyphs[i] = 1;
  CUTLINE_ASSIGN_OR_RETURN(const int glyph_map, file.PutDeflated("", glyphs));
  const int descriptor = file.Put(
      fmt::format("<< /Type /FontDescriptor /FontName /Glyphless /Flags 5 /FontBBox [0 {0} {1} {2}]"
                  " /ItalicAngle 0 /Ascent {2} /Descent {0} /CapHeight {2} /StemV 80"
                  " /FontFile2 {3} 0 R >>",
                  kGlyphBottom, kGlyphWidth, kGlyphTop, program_id));
  const int descendant = file.Put(
      fmt::format("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Glyphless /CIDSystemInfo"
                  " << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
                  " /FontDescriptor {} 0 R /DW {} /CIDToGIDMap {} 0 R >>",
                  descriptor, kGlyphWidth, glyph_map));
  file.Put(id, fmt::format("<< /Type /Font /Subtype /Type0 /BaseFont /Glyphless /Encoding"
                           " /Identity-H /DescendantFonts [{} 0 R] /ToUnicode {} 0 R >>",
                           descendant, to_unicode));
  return {};
}

}  // namespace cutline::ocr
