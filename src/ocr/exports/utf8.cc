#include "ocr/exports/utf8.h"

#include <fmt/format.h>

namespace cutline::ocr {
namespace {

struct Lead {
  std::size_t length;        // of the sequence; 0: no byte that begins one
  unsigned char low = 0x80;  // bounds of the second byte; the others are continuations
  unsigned char high = 0xbf;
};

// Table 3-7 of the Unicode Standard.
Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1};
  if (byte < 0xc2) return {0};
  if (byte < 0xe0) return {2};
  if (byte == 0xe0) return {3, 0xa0, 0xbf};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte < 0xf0) return {3};
  if (byte == 0xf0) return {4, 0x90, 0xbf};
  if (byte < 0xf4) return {4};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {0};
}

}  // namespace

CodePoint TakeCodePoint(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const Lead lead = LeadOf(byte(0));
  char32_t value = lead.length < 2 ? byte(0) : byte(0) & (0x7fU >> lead.length);
  std::size_t taken = 1;
  while (taken < lead.length && taken < text.size()) {
    const unsigned char low = taken == 1 ? lead.low : 0x80;
    const unsigned char high = taken == 1 ? lead.high : 0xbf;
    if (byte(taken) < low || byte(taken) > high) break;
    value = value << 6 | (byte(taken++) & 0x3fU);
  }
  const bool valid = taken == lead.length;
  const CodePoint point{valid ? value : kReplacement, text.substr(0, taken), valid};
  text.remove_prefix(taken);
  return point;
}

std::string ValidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = TakeCodePoint(text);
    out += point.valid ? point.bytes : "\xef\xbf\xbd";
  }
  return out;
}

bool IsValidUtf8(std::string_view text) {
  while (!text.empty()) {
    if (!TakeCodePoint(text).valid) return false;
  }
  return true;
}

std::string Utf16Hex(char32_t character) {
  const auto c = static_cast<unsigned>(character);
  if (c < 0x10000) return fmt::format("{:04X}", c);
  return fmt::format("{:04X}{:04X}", 0xd800U + ((c - 0x10000U) >> 10),
                     0xdc00U + ((c - 0x10000U) & 0x3ffU));
}

std::string Utf16Hex(std::string_view text) {
  std::string hex;
  while (!text.empty()) hex += Utf16Hex(TakeCodePoint(text).value);
  return hex;
}

}  // namespace cutline::ocr
