#pragma once
#include <string_view>

#include "base/language.h"

namespace cutline::api {

// From an Accept-Language header (RFC 9110 §12.5.4): the better-rated of zh and en, English
// when neither is asked for.
[[nodiscard]] Language ChooseLanguage(std::string_view accept_language);

}  // namespace cutline::api
