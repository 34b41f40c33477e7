#include "api/language.h"

#include <cctype>
#include <charconv>

namespace cutline::api {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "q=0.8" -> 0.8; anything unreadable counts as 1, as a missing weight does.
double Weight(std::string_view parameter) {
  parameter = Trim(parameter);
  if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return 1;
  parameter.remove_prefix(2);
  double q = 1;
  const auto [end, error] =
      std::from_chars(parameter.data(), parameter.data() + parameter.size(), q);
  return error == std::errc() && q >= 0 && q <= 1 ? q : 1;
}

}  // namespace

Language ChooseLanguage(std::string_view accept_language) {
  double english = 0;
  double chinese = 0;
  while (!accept_language.empty()) {
    const std::size_t comma = accept_language.find(',');
    std::string_view range = accept_language.substr(0, comma);
    accept_language = comma == std::string_view::npos ? "" : accept_language.substr(comma + 1);
    const std::size_t semicolon = range.find(';');
    const double q = semicolon == std::string_view::npos ? 1 : Weight(range.substr(semicolon + 1));
    std::string tag;
    for (const char c : Trim(range.substr(0, semicolon))) {
      if (c == '-') break;
      tag += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (tag == "zh") chinese = std::max(chinese, q);
    if (tag == "en" || tag == "*") english = std::max(english, q);
  }
  return chinese > english ? Language::kChinese : Language::kEnglish;
}

}  // namespace cutline::api
