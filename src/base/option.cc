#include "base/option.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/bytes.h"
#include "base/check.h"

namespace cutline {
namespace {

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

Status BadValue(const OptionDecl& decl, std::string_view value, const std::string& en,
                const std::string& zh) {
  const std::string text = Shortened(value);
  return InvalidArgument({fmt::format("{} can't be “{}”: {}.", decl.name, text, en),
                          fmt::format("{} 的值不能是“{}”：{}。", decl.name, text, zh)})
      .WithField(OptionKey(decl.name));
}

std::optional<double> ParseNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

std::optional<std::int64_t> ParseMilliseconds(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value) || value < 0) return {};
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (unit == "s" || unit.empty()) {
    value *= 1e3;
  } else if (unit == "m" || unit == "min") {
    value *= 60e3;
  } else if (unit == "h") {
    value *= 3600e3;
  } else if (unit != "ms") {
    return {};
  }
  if (value > 1e12) return {};  // 31 years; more would overflow once it is nanoseconds
  return std::llround(value);
}

Status CheckRange(const OptionDecl& decl, std::string_view text, double value) {
  if (decl.min == decl.max || (value >= decl.min && value <= decl.max)) return {};
  const auto range = [&](const char* format) {
    if (decl.type == OptionType::kBytes) {
      return fmt::format(fmt::runtime(format), FormatBytes(static_cast<std::uint64_t>(decl.min)),
                         FormatBytes(static_cast<std::uint64_t>(decl.max)));
    }
    if (decl.type == OptionType::kDuration) {
      return fmt::format(fmt::runtime(format), fmt::format("{}s", decl.min / 1e3),
                         fmt::format("{}s", decl.max / 1e3));
    }
    return fmt::format(fmt::runtime(format), decl.min, decl.max);
  };
  return BadValue(decl, text, range("it must lie between {} and {}"),
                  range("必须在 {} 与 {} 之间"));
}

Status CheckChoice(const OptionDecl& decl, std::string_view text) {
  if (std::find(decl.choices.begin(), decl.choices.end(), text) != decl.choices.end()) return {};
  const std::string_view near = Nearest(text, decl.choices);
  if (!near.empty()) {
    return BadValue(decl, text, fmt::format("perhaps “{}” was meant", near),
                    fmt::format("也许应为“{}”", near));
  }
  return BadValue(decl, text, fmt::format("it is one of {}", fmt::join(decl.choices, ", ")),
                  fmt::format("可选值为 {}", fmt::join(decl.choices, "、")));
}

// In their order, each once, without the spaces around them.
std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end())
      words.emplace_back(word);
  }
  return words;
}

}  // namespace

std::string OptionKey(std::string_view name) {
  std::string key(name);
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

std::string OptionVariable(std::string_view name) {
  std::string variable = "CUTLINE_";
  for (const char c : name) {
    variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return variable;
}

Result<OptionValue> ParseOption(const OptionDecl& decl, std::string_view text) {
  switch (decl.type) {
    case OptionType::kFlag: {
      constexpr std::array<std::string_view, 4> kYes = {"true", "1", "yes", "on"};
      constexpr std::array<std::string_view, 4> kNo = {"false", "0", "no", "off"};
      const std::string word = Lower(text);
      if (std::find(kYes.begin(), kYes.end(), word) != kYes.end()) return OptionValue(true);
      if (std::find(kNo.begin(), kNo.end(), word) != kNo.end()) return OptionValue(false);
      return std::unexpected(BadValue(decl, text, "it is true or false", "只能是 true 或 false"));
    }
    case OptionType::kInteger: {
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc() || end != text.data() + text.size()) {
        return std::unexpected(BadValue(decl, text, "it must be a whole number", "必须是整数"));
      }
      CUTLINE_RETURN_IF_ERROR(CheckRange(decl, text, static_cast<double>(value)));
      return OptionValue(value);
    }
    case OptionType::kNumber: {
      const auto value = ParseNumber(text);
      if (!value) return std::unexpected(BadValue(decl, text, "it must be a number", "必须是数字"));
      CUTLINE_RETURN_IF_ERROR(CheckRange(decl, text, *value));
      return OptionValue(*value);
    }
    case OptionType::kText:
      return OptionValue(std::string(text));
    case OptionType::kChoice:
      CUTLINE_RETURN_IF_ERROR(CheckChoice(decl, text));
      return OptionValue(std::string(text));
    case OptionType::kChoices: {
      const std::vector<std::string> words = SplitAtCommas(text);
      for (const std::string& word : words) CUTLINE_RETURN_IF_ERROR(CheckChoice(decl, word));
      return OptionValue(fmt::format("{}", fmt::join(words, ",")));
    }
    case OptionType::kBytes: {
      const auto value = ParseBytes(text);
      if (!value)
        return std::unexpected(
            BadValue(decl, text, "write it like 20MiB", "请写成 20MiB 这样的形式"));
      CUTLINE_RETURN_IF_ERROR(CheckRange(decl, text, static_cast<double>(*value)));
      return OptionValue(static_cast<std::int64_t>(*value));
    }
    case OptionType::kDuration: {
      const auto value = ParseMilliseconds(text);
      if (!value)
        return std::unexpected(
            BadValue(decl, text, "write it like 30s or 500ms", "请写成 30s 或 500ms 这样的形式"));
      CUTLINE_RETURN_IF_ERROR(CheckRange(decl, text, static_cast<double>(*value)));
      return OptionValue(*value);
    }
  }
  return std::unexpected(Internal("Unknown option type."));
}

std::string Shortened(std::string_view text) {
  constexpr std::size_t kMaxShown = 80;
  if (text.size() <= kMaxShown) return std::string(text);
  std::size_t end = kMaxShown;  // not inside a UTF-8 character
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

const OptionDecl* FindOption(std::span<const OptionDecl> decls, std::string_view name) {
  const std::string key = OptionKey(name);
  for (const OptionDecl& decl : decls) {
    if (OptionKey(decl.name) == key) return &decl;
  }
  return nullptr;
}

Status UnknownOption(std::string_view name, std::span<const OptionDecl> decls) {
  std::vector<std::string_view> names;
  for (const OptionDecl& decl : decls) names.push_back(decl.name);
  const std::string shown = Shortened(name);
  Status status = InvalidArgument({fmt::format("There is no option “{}”.", shown),
                                   fmt::format("没有名为“{}”的选项。", shown)})
                      .WithField(shown);
  std::string dashed(name);
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  if (const std::string_view near = Nearest(dashed, names); !near.empty()) {
    return std::move(status).WithHint(
        {fmt::format("Did you mean “{}”?", near), fmt::format("是否想写“{}”？", near)});
  }
  return std::move(status).WithHint({fmt::format("The options are: {}.", fmt::join(names, ", ")),
                                     fmt::format("可用选项：{}。", fmt::join(names, "、"))});
}

OptionValues::OptionValues(std::span<const OptionDecl> decls) : decls_(decls) {
  for (const OptionDecl& decl : decls) {
    Entry entry;
    entry.text = std::string(decl.fallback);
    if (decl.fallback.empty()) {
      switch (decl.type) {
        case OptionType::kFlag:
          entry.value = false;
          break;
        case OptionType::kNumber:
          entry.value = 0.0;
          break;
        case OptionType::kText:
        case OptionType::kChoice:
        case OptionType::kChoices:
          entry.value = std::string();
          break;
        default:
          entry.value = std::int64_t{0};
      }
    } else {
      auto value = ParseOption(decl, decl.fallback);
      CUTLINE_CHECK(value.has_value());
      entry.value = std::move(*value);
    }
    CUTLINE_CHECK(entries_.emplace(OptionKey(decl.name), std::move(entry)).second);
  }
}

Status OptionValues::Set(std::string_view name, std::string_view text, std::string_view origin) {
  const OptionDecl* decl = FindOption(decls_, name);
  if (decl == nullptr) return UnknownOption(name, decls_);
  auto value = ParseOption(*decl, text);
  if (!value) return std::move(value).error();
  Entry& entry = entries_.find(OptionKey(name))->second;
  entry = {std::move(*value), std::string(text), std::string(origin)};
  if (!decl->sets.empty()) return Set(decl->sets, text, origin);
  return {};
}

const OptionValues::Entry& OptionValues::At(std::string_view name) const {
  const auto found = entries_.find(OptionKey(name));
  CUTLINE_CHECK(found != entries_.end());
  return found->second;
}

bool OptionValues::Flag(std::string_view name) const { return std::get<bool>(At(name).value); }
std::int64_t OptionValues::Integer(std::string_view name) const {
  return std::get<std::int64_t>(At(name).value);
}
double OptionValues::Number(std::string_view name) const {
  return std::get<double>(At(name).value);
}
const std::string& OptionValues::Text(std::string_view name) const {
  return std::get<std::string>(At(name).value);
}
std::vector<std::string> OptionValues::List(std::string_view name) const {
  return SplitAtCommas(Text(name));
}
bool OptionValues::IsDefault(std::string_view name) const { return At(name).origin.empty(); }
std::string_view OptionValues::Origin(std::string_view name) const {
  const Entry& entry = At(name);
  return entry.origin.empty() ? std::string_view("default") : std::string_view(entry.origin);
}
std::string OptionValues::Show(std::string_view name) const {
  const Entry& entry = At(name);
  if (const bool* flag = std::get_if<bool>(&entry.value)) return *flag ? "true" : "false";
  return entry.text;
}

std::string OptionValues::Canonical() const {
  std::string out;
  for (const auto& [key, entry] : entries_) {
    out += key;
    out += '=';
    std::visit(
        [&](const auto& value) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
            out += fmt::format("{}:{}", value.size(),
                               value);  // length first: no value can forge a key
          } else {
            out += fmt::format("{}", value);
          }
        },
        entry.value);
    out += ';';
  }
  return out;
}

std::string_view Nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    // The distance is at least the difference in length: a long word costs nothing.
    const std::size_t apart =
        std::max(word.size(), candidate.size()) - std::min(word.size(), candidate.size());
    if (apart >= best_distance) continue;
    std::vector<std::vector<std::size_t>> d(word.size() + 1,
                                            std::vector<std::size_t>(candidate.size() + 1));
    for (std::size_t i = 0; i <= word.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= candidate.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        const std::size_t change = word[i - 1] == candidate[j - 1] ? 0 : 1;
        d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
        if (i > 1 && j > 1 && word[i - 1] == candidate[j - 2] && word[i - 2] == candidate[j - 1]) {
          d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    const std::size_t distance = d[word.size()][candidate.size()];
    const bool nothing_in_common = distance >= std::max(word.size(), candidate.size());
    if (distance < best_distance && !nothing_in_common) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace cutline
