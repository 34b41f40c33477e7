#include "api/accept.h"

#include <charconv>
#include <tuple>

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
  using Rating =
      std::tuple<double, int, std::ptrdiff_t>;  // weight, specificity, place from the end
  Rating best_rating{0, 0, 0};
  for (const task::Format& format : formats) {
    std::string_view type = format.media_type;
    type = TakeUpTo(';', type);
    Rating rating{0, 0, 0};
    std::ptrdiff_t place = std::ssize(preferences);
    for (const Preference& preference : preferences) {
      const int specificity = Specificity(preference.range, type);
      if (specificity > std::get<1>(rating)) rating = {preference.weight, specificity, place};
      --place;
    }
    if (std::get<0>(rating) > 0 && rating > best_rating) {
      best = &format;
      best_rating = rating;
    }
  }
  return best;
}

}  // namespace cutline::api
