#include "base/bytes.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace cutline {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> kReverse = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}();

}  // namespace

std::string FormatBytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  // What would round to 1024.0 is written in the next unit.
  while (value >= (unit == 0 ? 1024 : 1023.95) && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

Result<std::uint64_t> ParseBytes(std::string_view text) {
  const auto fail = [&] {
    return std::unexpected(
        InvalidArgument({fmt::format("“{}” is not a size; write it like 20MiB.", text),
                         fmt::format("“{}”不是有效的大小；请写成 20MiB 这样的形式。", text)}));
  };
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value < 0 || !std::isfinite(value)) return fail();
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  std::string unit;
  for (const char c : rest) unit += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (unit.ends_with('b')) unit.pop_back();
  if (unit.ends_with('i') && unit.size() == 2) unit.pop_back();
  constexpr std::string_view kPrefixes = "kmgt";
  if (unit.size() == 1 && kPrefixes.contains(unit[0])) {
    value *= std::pow(1024.0, static_cast<double>(kPrefixes.find(unit[0]) + 1));
  } else if (!unit.empty() || value != std::trunc(value)) {
    return fail();
  }
  if (value > 1e15) return fail();
  return static_cast<std::uint64_t>(value);
}

Result<ByteBuffer> DecodeBase64(std::string_view text) {
  ByteBuffer out;
  out.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  int count = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == ' ' || c == '\t') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const std::int8_t value = kReverse[static_cast<unsigned char>(c)];
    if (value < 0 || padding > 0) {
      return std::unexpected(
          InvalidArgument({"The text is not valid base64.", "文本不是有效的 base64。"}));
    }
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count == 4) {
      out.push_back(static_cast<std::uint8_t>(bits >> 16));
      out.push_back(static_cast<std::uint8_t>(bits >> 8));
      out.push_back(static_cast<std::uint8_t>(bits));
      bits = 0;
      count = 0;
    }
  }
  // Padding fills the last group of four, or is left out: never more.
  if (count == 1 || padding > (count == 0 ? 0U : static_cast<std::size_t>(4 - count))) {
    return std::unexpected(
        InvalidArgument({"The base64 text is cut short.", "base64 文本不完整。"}));
  }
  if (count == 2) out.push_back(static_cast<std::uint8_t>(bits >> 4));
  if (count == 3) {
    out.push_back(static_cast<std::uint8_t>(bits >> 10));
    out.push_back(static_cast<std::uint8_t>(bits >> 2));
  }
  return out;
}

std::string EncodeBase64(ByteSpan bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = static_cast<std::uint32_t>(bytes[i]) << 16;
    if (i + 1 < bytes.size()) bits |= static_cast<std::uint32_t>(bytes[i + 1]) << 8;
    if (i + 2 < bytes.size()) bits |= bytes[i + 2];
    out += kAlphabet[bits >> 18 & 63];
    out += kAlphabet[bits >> 12 & 63];
    out += i + 1 < bytes.size() ? kAlphabet[bits >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? kAlphabet[bits & 63] : '=';
  }
  return out;
}

}  // namespace cutline
