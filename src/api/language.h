#pragma once
#include <string_view>

#include "base/status.h"

namespace cutline::api {

enum class Language { kEnglish, kChinese };

// From an Accept-Language header (RFC 9110 §12.5.4): the better-rated of zh and en, English
// when neither is asked for.
[[nodiscard]] Language ChooseLanguage(std::string_view accept_language);

[[nodiscard]] const std::string& In(Language language, const Sentence& sentence);

}  // namespace cutline::api
