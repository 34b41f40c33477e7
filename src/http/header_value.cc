#include "http/header_value.h"

#include "http/percent.h"

namespace cutline::http {
namespace {

constexpr std::array<bool, 256> kTokenChars = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

Status Malformed(std::string_view text) {
  return InvalidArgument(
             {"A header field of the request is malformed.", "请求中的一个头字段格式有误。"})
      .WithDetail(fmt::format("field value of {} bytes", text.size()));
}

// Reads one parameter value off the front of `rest`; false when it is malformed.
bool TakeValue(std::string_view& rest, std::string& value) {
  if (!rest.starts_with('"')) {
    // Up to the next ";": wider than a token, since clients leave out needed quotes.
    const std::string_view raw = Trim(rest.substr(0, rest.find(';')));
    if (raw.empty() || raw.contains('"') || raw.contains(' ')) return false;
    value = raw;
    rest.remove_prefix(std::min(rest.size(), rest.find(';')));
    return true;
  }
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest = Trim(rest.substr(i + 1));
      return rest.empty() || rest.starts_with(';');
    }
    const bool escape =
        rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\');
    value += rest[escape ? ++i : i];
  }
  return false;
}

std::string Latin1ToUtf8(std::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xc0 | (byte >> 6));
      utf8 += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return utf8;
}

}  // namespace

bool IsTokenChar(char c) { return kTokenChars[static_cast<unsigned char>(c)]; }

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsTokenChar);
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return lower;
}

std::string_view Trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::string_view> HeaderValue::Param(std::string_view lower_case_name) const {
  for (const auto& [name, value] : params) {
    if (name == lower_case_name) return value;
  }
  return std::nullopt;
}

Result<HeaderValue> ParseHeaderValue(std::string_view text) {
  const auto malformed = [text] { return std::unexpected(Malformed(text)); };
  if (std::ranges::any_of(text, IsControl)) return malformed();
  HeaderValue parsed;
  std::string_view rest = text;
  parsed.main = LowerCase(Trim(rest.substr(0, rest.find(';'))));
  rest.remove_prefix(std::min(rest.size(), rest.find(';')));
  while (!rest.empty()) {
    rest = Trim(rest.substr(1));                          // the ";"
    if (rest.empty() || rest.starts_with(';')) continue;  // "a; ; b" and a last ";" do no harm
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return malformed();
    std::string name = LowerCase(rest.substr(0, equals));
    if (!IsToken(name) || parsed.Param(name)) return malformed();
    rest.remove_prefix(equals + 1);
    std::string value;
    if (!TakeValue(rest, value)) return malformed();
    parsed.params.emplace_back(std::move(name), std::move(value));
  }
  return parsed;
}

std::optional<std::string> DecodeExtendedValue(std::string_view value) {
  const std::size_t charset_end = value.find('\'');
  if (charset_end == std::string_view::npos) return std::nullopt;
  const std::size_t language_end = value.find('\'', charset_end + 1);
  if (language_end == std::string_view::npos) return std::nullopt;
  const std::string charset = LowerCase(value.substr(0, charset_end));
  auto text = DecodePercent(value.substr(language_end + 1), Plus::kKeep);
  if (!text || std::ranges::any_of(*text, IsControl)) return std::nullopt;
  if (charset == "utf-8") return text;
  if (charset == "iso-8859-1") return Latin1ToUtf8(*text);
  return std::nullopt;
}

}  // namespace cutline::http
