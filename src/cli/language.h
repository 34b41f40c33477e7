#pragma once
#include <string>
#include <string_view>

#include "base/status.h"

namespace cutline::cli {

enum class Language { kEnglish, kChinese };

// By the first of LC_ALL, LC_MESSAGES and LANG that is set; "zh…" is Chinese.
[[nodiscard]] Language LanguageOf(const char* lc_all, const char* lc_messages, const char* lang);

[[nodiscard]] const std::string& In(Language language, const Sentence& sentence);
// For declarations that carry both texts apart.
[[nodiscard]] std::string_view In(Language language, std::string_view en, std::string_view zh);

}  // namespace cutline::cli
