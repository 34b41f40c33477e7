#include "api/accept.h"

#include <charconv>

#include "http/header_value.h"

namespace cutline::api {
namespace {

// Takes what stands before the first `separator` off the front of `rest`.
std::string_view TakeUpTo(char separator, std::string_view& rest) {
  const std::string_view item = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(rest.size(), item.size() + 1));
  return http::Trim(item);
}

double ReadWeight(std::string_view text) {
  double q = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), q);
  return error == std::errc() && q >= 0 && q <= 1 ? q : 1;
}

// How specifically `range` names `type`: 3 by name, 2 by its kind ("image/*"), 1 by "*/*",
// 0 not at all.
int Specificity(std::string_view range, std::string_view type) {
  if (range == type) return 3;
  if (range == "*/*") return 1;
  return range.ends_with("/*") && type.starts_with(range.substr(0, range.size() - 1)) ? 2 : 0;
}

}  // namespace

std::vector<Preference> ReadPreferences(std::string_view header) {
  std::vector<Preference> preferences;
  while (!header.empty()) {
    std::string_view entry = TakeUpTo(',', header);
    Preference preference{.range = http::LowerCase(TakeUpTo(';', entry))};
    while (!entry.empty()) {
      const std::string_view parameter = TakeUpTo(';', entry);
      if (parameter.starts_with("q=") || parameter.starts_with("Q="))
        preference.weight = ReadWeight(parameter.substr(2));
    }
    if (!preference.range.empty()) preferences.push_back(std::move(preference));
  }
  return preferences;
}

const task::Format* ChooseFormat(std::span<const task::Format> formats, std::string_view accept) {
  const std::vector<Preference> preferences = ReadPreferences(accept);
  const task::Format* best = nullptr;
  std::pair<double, int> best_rating{0, 0};
  for (const task::Format& format : formats) {
    std::string_view type = format.media_type;
    type = TakeUpTo(';', type);
    std::pair<double, int> rating{0, 0};
    for (const Preference& preference : preferences) {
      const int specificity = Specificity(preference.range, type);
      if (specificity > rating.second) rating = {preference.weight, specificity};
    }
    if (rating.first > 0 && rating > best_rating) {
      best = &format;
      best_rating = rating;
    }
  }
  return best;
}

}  // namespace cutline::api
