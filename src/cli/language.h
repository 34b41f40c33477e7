#pragma once
#include "base/language.h"

namespace cutline::cli {

// By the first of LC_ALL, LC_MESSAGES and LANG that is set; "zh…" is Chinese.
[[nodiscard]] Language LanguageOf(const char* lc_all, const char* lc_messages, const char* lang);

}  // namespace cutline::cli
