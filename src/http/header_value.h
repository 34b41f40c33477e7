#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace cutline::http {

// A field value of the form `main; name=value; name="quoted value"` (RFC 9110 §5.6.6), as
// Content-Type and Content-Disposition have.
struct HeaderValue {
  std::string main;                                         // lower case
  std::vector<std::pair<std::string, std::string>> params;  // names in lower case, no name twice

  [[nodiscard]] std::optional<std::string_view> Param(std::string_view lower_case_name) const;
};

// In a quoted string, a backslash escapes only a quote or a backslash: some clients send
// C:\dir\file.png as it is. kInvalidArgument for anything that is not of the form, also for
// a parameter given twice (two readers may take a different one) and control characters.
[[nodiscard]] Result<HeaderValue> ParseHeaderValue(std::string_view text);

// The text of an RFC 8187 value, UTF-8''na%C3%AFve.png; nothing unless it is UTF-8 or
// ISO-8859-1 and well-formed.
[[nodiscard]] std::optional<std::string> DecodeExtendedValue(std::string_view value);

// A character of a method, a field name or a parameter name (RFC 9110 §5.6.2).
[[nodiscard]] bool IsTokenChar(char c);
[[nodiscard]] bool IsToken(std::string_view text);
[[nodiscard]] std::string LowerCase(std::string_view text);
// Without spaces and tabs on either side.
[[nodiscard]] std::string_view Trim(std::string_view text);

}  // namespace cutline::http
