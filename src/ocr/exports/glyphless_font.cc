// The tables that ISO 32000-1 (9.9) asks of a TrueType program in a PDF, as the OpenType
// specification lays them out: glyf, head, hhea, hmtx, loca, maxp.
#include "ocr/exports/glyphless_font.h"

#include <array>

namespace cutline::ocr {
namespace {

constexpr int kGlyphs = 2;  // the first one is what a font shows for what it lacks

class Table {
 public:
  Table& Put16(int value) {
    const auto bits = static_cast<std::uint16_t>(value);
    bytes_.push_back(static_cast<std::uint8_t>(bits >> 8));
    bytes_.push_back(static_cast<std::uint8_t>(bits & 0xff));
    return *this;
  }
  Table& Put32(std::uint32_t value) {
    return Put16(static_cast<int>(value >> 16)).Put16(static_cast<int>(value & 0xffff));
  }
  Table& Zeros16(int count) {
    bytes_.resize(bytes_.size() + 2 * static_cast<std::size_t>(count));
    return *this;
  }
  [[nodiscard]] const ByteBuffer& bytes() const { return bytes_; }

 private:
  ByteBuffer bytes_;
};

Table Glyf() {
  Table glyf;
  for (int i = 0; i < kGlyphs; ++i) glyf.Zeros16(6);  // no contours, no extent, no instructions
  return glyf;
}

Table Head() {
  Table head;
  head.Put32(0x00010000).Put32(0x00010000);  // versions
  head.Put32(0).Put32(0x5f0f3cf5);           // sum over the file, not set; magic number
  head.Put16(0).Put16(1000);                 // flags; units of an em
  head.Zeros16(8);                           // made and changed: no times
  head.Put16(0).Put16(kGlyphBottom).Put16(kGlyphWidth).Put16(kGlyphTop);
  head.Put16(0).Put16(8).Put16(2);  // style; smallest readable size; direction
  head.Put16(0).Put16(0);           // short offsets in loca; format of glyf
  return head;
}

Table Hhea() {
  Table hhea;
  hhea.Put32(0x00010000).Put16(kGlyphTop).Put16(kGlyphBottom).Put16(0).Put16(kGlyphWidth);
  hhea.Zeros16(3).Put16(1);  // bearings and extent; slope of the caret: upright
  hhea.Zeros16(7).Put16(1);  // one width for all
  return hhea;
}

Table Hmtx() {
  Table hmtx;
  hmtx.Put16(kGlyphWidth).Zeros16(kGlyphs);
  return hmtx;
}

Table Loca() {
  Table loca;
  for (int i = 0; i <= kGlyphs; ++i) loca.Put16(6 * i);  // in words
  return loca;
}

Table Maxp() {
  Table maxp;
  maxp.Put32(0x00010000).Put16(kGlyphs).Zeros16(4).Put16(1).Zeros16(8);  // one zone
  return maxp;
}

}  // namespace

ByteBuffer GlyphlessFont() {
  const std::array<std::pair<std::string_view, Table>, 6> tables = {{{"glyf", Glyf()},
                                                                     {"head", Head()},
                                                                     {"hhea", Hhea()},
                                                                     {"hmtx", Hmtx()},
                                                                     {"loca", Loca()},
                                                                     {"maxp", Maxp()}}};
  Table directory;
  directory.Put32(0x00010000).Put16(6).Put16(64).Put16(2).Put16(32);  // 6 tables, to be bisected
  ByteBuffer body;
  const std::size_t body_at = 12 + 16 * tables.size();
  for (const auto& [name, table] : tables) {
    std::uint32_t tag = 0;
    for (const char c : name) tag = tag << 8 | static_cast<std::uint8_t>(c);
    const auto offset = static_cast<std::uint32_t>(body_at + body.size());
    const auto length = static_cast<std::uint32_t>(table.bytes().size());
    body.insert(body.end(), table.bytes().begin(), table.bytes().end());
    body.resize((body.size() + 3) / 4 * 4);
    std::uint32_t sum = 0;
    for (std::size_t at = offset - body_at; at < body.size(); at += 4) {
      sum += static_cast<std::uint32_t>(body[at] << 24 | body[at + 1] << 16 | body[at + 2] << 8 |
                                        body[at + 3]);
    }
    directory.Put32(tag).Put32(sum).Put32(offset).Put32(length);
  }
  ByteBuffer font = directory.bytes();
  font.insert(font.end(), body.begin(), body.end());
  return font;
}

}  // namespace cutline::ocr
