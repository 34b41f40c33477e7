#include "base/json_text.h"

#include <fmt/format.h>

#include <charconv>

namespace cutline {
namespace {

// `json` begins with a quote: the length of the string, quotes included.
std::size_t StringLength(std::string_view json) {
  std::size_t i = 1;
  while (i < json.size() && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
  return std::min(i + 1, json.size());
}

}  // namespace

std::string PlainNumbers(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    std::size_t length = 1;
    if (json.front() == '"') {
      length = StringLength(json);
    } else if (std::string_view("-0123456789").contains(json.front())) {
      length = std::min(json.find_first_not_of("+-.0123456789eE"), json.size());
      const std::string_view number = json.substr(0, length);
      double value = 0;
      if (number.find_first_of("eE") != std::string_view::npos &&
          std::from_chars(number.data(), number.data() + number.size(), value).ec == std::errc()) {
        out += fmt::format("{}", value);
        json.remove_prefix(length);
        continue;
      }
    }
    out += json.substr(0, length);
    json.remove_prefix(length);
  }
  return out;
}

}  // namespace cutline
