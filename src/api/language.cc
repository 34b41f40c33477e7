#include "api/language.h"

#include "api/accept.h"

namespace cutline::api {

Language ChooseLanguage(std::string_view accept_language) {
  double english = 0;
  double chinese = 0;
  for (const Preference& preference : ReadPreferences(accept_language)) {
    const std::string_view range = preference.range;
    const std::string_view tag = range.substr(0, range.find('-'));
    if (tag == "zh") chinese = std::max(chinese, preference.weight);
    if (tag == "en" || tag == "*") english = std::max(english, preference.weight);
  }
  return chinese > english ? Language::kChinese : Language::kEnglish;
}

}  // namespace cutline::api
