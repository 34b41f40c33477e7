#pragma once
#include <string>
#include <string_view>

namespace cutline {

constexpr char32_t kReplacement = 0xfffd;

struct CodePoint {
  char32_t value = 0;      // kReplacement where the bytes are ill-formed
  std::string_view bytes;  // of the text, at least one
  bool valid = true;
  // The bytes, or those of U+FFFD in place of an ill-formed piece.
  [[nodiscard]] std::string_view printable() const { return valid ? bytes : "\xef\xbf\xbd"; }
};

// Takes the first code point off `text`. An ill-formed piece is as long as the Unicode
// Standard's "maximal subpart" (chapter 3.9), at least one byte: overlong forms, surrogates and
// numbers beyond U+10FFFF are ill-formed. REQUIRES: `text` is not empty.
CodePoint TakeCodePoint(std::string_view& text);

// `text` with U+FFFD for each ill-formed piece.
[[nodiscard]] std::string ValidUtf8(std::string_view text);
[[nodiscard]] bool IsValidUtf8(std::string_view text);

// The last character with its bytes, by its lead byte; empty of an empty text.
[[nodiscard]] std::string_view LastCharacter(std::string_view text);

}  // namespace cutline
