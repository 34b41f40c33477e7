#include "base/utf8.h"

namespace cutline {
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
  while (!text.empty()) out += TakeCodePoint(text).printable();
  return out;
}

bool IsValidUtf8(std::string_view text) {
  while (!text.empty()) {
    if (!TakeCodePoint(text).valid) return false;
  }
  return true;
}

std::string_view LastCharacter(std::string_view text) {
  std::size_t at = text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at - 1]) & 0xC0) == 0x80) --at;
  return text.substr(at == 0 ? 0 : at - 1);
}

}  // namespace cutline
