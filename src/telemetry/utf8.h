#pragma once
#include <string>
#include <string_view>

namespace cutline::telemetry {

// One character off the front of a text.
struct Character {
  std::string_view bytes;  // as it may be printed: the text's own, or U+FFFD's
  char32_t code_point = U'\uFFFD';
  std::size_t length = 1;  // how many bytes of the text it stands for
};

// Reads the first character. What is not well-formed UTF-8 (Unicode's table 3-7: no
// overlong forms, no surrogates) reads as U+FFFD, one for each maximal subpart, so that
// printing `bytes` never prints broken text. REQUIRES: text is not empty.
[[nodiscard]] Character FirstCharacter(std::string_view text);

// `text` with everything that is not UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string ValidUtf8(std::string_view text);

}  // namespace cutline::telemetry
