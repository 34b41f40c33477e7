#include "cli/language.h"

namespace cutline::cli {

Language LanguageOf(const char* lc_all, const char* lc_messages, const char* lang) {
  for (const char* variable : {lc_all, lc_messages, lang}) {
    if (variable == nullptr || *variable == 0) continue;
    return std::string_view(variable).starts_with("zh") ? Language::kChinese : Language::kEnglish;
  }
  return Language::kEnglish;
}

}  // namespace cutline::cli
