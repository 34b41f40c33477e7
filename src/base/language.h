#pragma once
#include <string>
#include <string_view>

#include "base/status.h"

namespace cutline {

// The languages in which people are spoken to. Each front finds out which: the shell from its
// locale, HTTP from Accept-Language.
enum class Language { kEnglish, kChinese };

[[nodiscard]] const std::string& In(Language language, const Sentence& sentence);
// For declarations that carry both texts apart. An empty `zh` falls back to `en`.
[[nodiscard]] std::string_view In(Language language, std::string_view en, std::string_view zh);

}  // namespace cutline
