#include "cli/language.h"

namespace cutline::cli {

Language LanguageOf(const char* lc_all, const char* lc_messages, const char* lang) {
  for (const char* variable : {lc_all, lc_messages, lang}) {
    if (variable == nullptr || *variable == 0) continue;
    return std::string_view(variable).starts_with("zh") ? Language::kChinese : Language::kEnglish;
  }
  return Language::kEnglish;
}

const std::string& In(Language language, const Sentence& sentence) {
  return language == Language::kChinese && !sentence.zh.empty() ? sentence.zh : sentence.en;
}

std::string_view In(Language language, std::string_view en, std::string_view zh) {
  return language == Language::kChinese && !zh.empty() ? zh : en;
}

}  // namespace cutline::cli
