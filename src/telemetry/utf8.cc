#include "telemetry/utf8.h"

#include "base/check.h"

namespace cutline::telemetry {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What the lead byte promises: how long the character is, and the range of the second
// byte, which is where overlong forms, surrogates and points above U+10FFFF are refused.
struct Lead {
  std::size_t length = 0;  // 0: no character starts like this
  unsigned char second_min = 0x80;
  unsigned char second_max = 0xBF;
};

Lead ReadLead(unsigned char byte) {
  if (byte < 0x80) return {1};
  if (byte < 0xC2) return {0};
  if (byte < 0xE0) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0};
}

}  // namespace

Character FirstCharacter(std::string_view text) {
  CUTLINE_CHECK(!text.empty());
  const auto first = static_cast<unsigned char>(text[0]);
  const Lead lead = ReadLead(first);
  if (lead.length == 0) return {kReplacement};
  if (lead.length == 1) return {text.substr(0, 1), first, 1};
  char32_t code_point = first & (0x7FU >> lead.length);
  for (std::size_t i = 1; i < lead.length; ++i) {
    const auto byte = i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    const unsigned char min = i == 1 ? lead.second_min : 0x80;
    const unsigned char max = i == 1 ? lead.second_max : 0xBF;
    if (byte < min || byte > max) return {kReplacement, U'\uFFFD', i};
    code_point = code_point << 6 | (byte & 0x3FU);
  }
  return {text.substr(0, lead.length), code_point, lead.length};
}

std::string ValidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    out += character.bytes;
    text.remove_prefix(character.length);
  }
  return out;
}

}  // namespace cutline::telemetry
