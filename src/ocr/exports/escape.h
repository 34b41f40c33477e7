#pragma once
#include <string>
#include <string_view>

namespace cutline::ocr {

// `text` as the content of an XML element or of an attribute in double quotes (XML 1.0, fifth
// edition): the five markup characters, and tab and line ends (which a parser would turn into
// spaces in an attribute), become references; what XML cannot hold at all (other control
// characters, U+FFFE, U+FFFF, ill-formed UTF-8) becomes U+FFFD.
[[nodiscard]] std::string XmlEscaped(std::string_view text);

// `text` on one line and without tabs: each control character and line separator is a space.
[[nodiscard]] std::string OneLine(std::string_view text);

}  // namespace cutline::ocr
