#pragma once
#include <string_view>
#include <vector>

#include "base/utf8.h"

// For tests and the fuzzer: whether a file that the formats write is well-formed XML 1.0. Knows
// elements, attributes in double quotes, references, one declaration and a document type without
// a subset; not comments, sections, namespaces. What it does not know is not well-formed to it.
namespace cutline::ocr {

class WellFormed {
 public:
  static bool Check(std::string_view text) { return IsValidUtf8(text) && WellFormed(text).Run(); }

 private:
  explicit WellFormed(std::string_view text) : text_(text) {}

  bool Run() {
    if (!Take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")) return false;
    Take("<!DOCTYPE html>\n");
    bool any = false;
    while (!text_.empty()) {
      if (text_.front() != '<') {
        if (!TakeText("<", !open_.empty())) return false;
      } else if (!TakeTag()) {
        return false;
      }
      any = true;
      if (open_.empty()) break;
    }
    return any && open_.empty() && text_ == "\n";
  }

  bool Take(std::string_view head) {
    if (!text_.starts_with(head)) return false;
    text_.remove_prefix(head.size());
    return true;
  }

  std::string_view TakeName() {
    const std::size_t end = text_.find_first_not_of(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:");
    const std::string_view name = text_.substr(0, end);
    text_.remove_prefix(name.size());
    return name;
  }

  // Up to one of `ends`.
  bool TakeText(std::string_view ends, bool allowed) {
    while (!text_.empty() && !ends.contains(text_.front())) {
      if (text_.front() == '<' || text_.starts_with("]]>")) return false;
      if (text_.front() == '&') {
        const std::size_t end = text_.substr(0, 8).find(';');
        if (end == std::string_view::npos || !IsReference(text_.substr(1, end - 1))) return false;
        text_.remove_prefix(end + 1);
        continue;
      }
      const char32_t c = TakeCodePoint(text_).value;
      if ((c < 0x20 && c != '\n') || c == 0xfffe || c == 0xffff) return false;
    }
    return allowed && !text_.empty();
  }

  static bool IsReference(std::string_view name) {
    return name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "#39" ||
           name == "#9" || name == "#10" || name == "#13";
  }

  bool TakeTag() {
    if (Take("</")) {
      if (open_.empty() || TakeName() != open_.back()) return false;
      open_.pop_back();
      return Take(">");
    }
    if (!Take("<")) return false;
    const std::string_view name = TakeName();
    if (name.empty()) return false;
    std::vector<std::string_view> attributes;
    while (Take(" ")) {
      if (text_.starts_with('/')) break;
      const std::string_view attribute = TakeName();
      for (const std::string_view other : attributes) {
        if (other == attribute) return false;
      }
      attributes.push_back(attribute);
      if (attribute.empty() || !Take("=\"") || !TakeText("\"", true) || !Take("\"")) return false;
    }
    if (Take("/>")) return true;
    open_.push_back(name);
    return Take(">");
  }

  std::string_view text_;
  std::vector<std::string_view> open_;
};

}  // namespace cutline::ocr
