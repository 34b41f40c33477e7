#include "base/language.h"

namespace cutline {

const std::string& In(Language language, const Sentence& sentence) {
  return language == Language::kChinese && !sentence.zh.empty() ? sentence.zh : sentence.en;
}

std::string_view In(Language language, std::string_view en, std::string_view zh) {
  return language == Language::kChinese && !zh.empty() ? zh : en;
}

}  // namespace cutline
