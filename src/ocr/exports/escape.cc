#include "ocr/exports/escape.h"

#include "base/utf8.h"

namespace cutline::ocr {
namespace {

std::string_view Reference(char32_t c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

}  // namespace

std::string XmlEscaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = TakeCodePoint(text);
    if (const std::string_view reference = Reference(point.value); !reference.empty()) {
      out += reference;
    } else if (!point.valid || point.value < 0x20 || point.value == 0xfffe ||
               point.value == 0xffff) {
      out += "\xef\xbf\xbd";
    } else {
      out += point.bytes;
    }
  }
  return out;
}

std::string OneLine(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = TakeCodePoint(text);
    const char32_t c = point.value;
    const bool breaks = c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
    out += breaks ? " " : point.valid ? point.bytes : "\xef\xbf\xbd";
  }
  return out;
}

}  // namespace cutline::ocr
