#include "image/colour.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/option.h"
#include "image/colour_names.h"

namespace cutline::image {
namespace {

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

// The digits behind '#': 3 or 4 (each stands for itself twice), 6 or 8.
std::optional<Rgba> ParseHex(std::string_view digits) {
  const std::size_t count = digits.size();
  if (count != 3 && count != 4 && count != 6 && count != 8) return std::nullopt;
  const bool is_short = count <= 4;
  std::array<std::uint8_t, 4> channels = {0, 0, 0, 255};
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<int> digit = HexDigit(digits[i]);
    if (!digit) return std::nullopt;
    std::uint8_t& channel = channels[is_short ? i : i / 2];
    if (is_short) {
      channel = static_cast<std::uint8_t>(*digit * 17);
    } else if (i % 2 == 0) {
      channel = static_cast<std::uint8_t>(*digit << 4);
    } else {
      channel = static_cast<std::uint8_t>(channel | *digit);
    }
  }
  return Rgba{.r = channels[0], .g = channels[1], .b = channels[2], .a = channels[3]};
}

std::optional<Rgba> FindName(std::string_view name) {
  const auto found = std::ranges::lower_bound(kNamedColours, name, {}, &NamedColour::name);
  if (found == kNamedColours.end() || found->name != name) return std::nullopt;
  return Rgba{.r = static_cast<std::uint8_t>(found->rgb >> 16),
              .g = static_cast<std::uint8_t>(found->rgb >> 8),
              .b = static_cast<std::uint8_t>(found->rgb),
              .a = 255};
}

constexpr std::string_view kTransparent = "transparent";

std::string_view NearestName(std::string_view word) {
  std::vector<std::string_view> names = {kTransparent};
  for (const NamedColour& colour : kNamedColours) names.push_back(colour.name);
  return Nearest(word, names);
}

// Quoted in messages: not longer than a person cares to read, nothing but plain ASCII.
std::string Quotable(std::string_view text) {
  std::string out(text.substr(0, 40));
  std::ranges::replace_if(out, [](char c) { return c < ' ' || c > '~'; }, '?');
  return out;
}

}  // namespace

Result<Rgba> ParseColour(std::string_view text) {
  std::string word(text);
  std::ranges::transform(word, word.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (word == kTransparent) return Rgba{};
  if (word.starts_with('#')) {
    if (const auto colour = ParseHex(std::string_view(word).substr(1))) return *colour;
  } else if (const auto colour = FindName(word)) {
    return *colour;
  }

  const std::string quoted = Quotable(text);
  const std::string_view nearest = NearestName(word);
  Sentence hint{"Write #rrggbb, #rrggbbaa, transparent or a CSS colour name such as white.",
                "请写 #rrggbb、#rrggbbaa、transparent，或 white 这样的 CSS 颜色名。"};
  if (!nearest.empty()) {
    hint = {fmt::format("Did you mean {}?", nearest), fmt::format("您是想写 {} 吗？", nearest)};
  }
  return std::unexpected(InvalidArgument({fmt::format("\"{}\" is not a colour.", quoted),
                                          fmt::format("“{}”不是一种颜色。", quoted)})
                             .WithHint(std::move(hint)));
}

}  // namespace cutline::image
