#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace cutline::http {

enum class Plus { kKeep, kIsSpace };

// Decodes %XX (RFC 3986 §2.1), and "+" as forms write a space. Nothing for a "%" without
// two hex digits behind it.
[[nodiscard]] std::optional<std::string> DecodePercent(std::string_view text, Plus plus);

}  // namespace cutline::http
