#include "http/head_scanner.h"

#include "http/header_value.h"

namespace cutline::http {
namespace {

// Not a control character, save TAB; bytes above 127 are left to the values.
constexpr std::array<bool, 256> kLineChars = [] {
  std::array<bool, 256> table{};
  for (int byte = 0x20; byte < 256; ++byte) table[byte] = byte != 0x7f;
  table['\t'] = true;
  return table;
}();

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// method SP target SP "HTTP/1.1", each present and nothing else.
Outcome<bool> CheckRequestLine(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos)
    return std::unexpected(BadRequest("the request line has no version"));
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, second - first - 1);
  const std::string_view version = line.substr(second + 1);
  if (!IsToken(method)) return std::unexpected(BadRequest("the method is not a token"));
  if (target.empty() || !std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f; })) {
    return std::unexpected(BadRequest("the target is empty or has a forbidden character"));
  }
  const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") &&
                           IsDigit(version[5]) && version[6] == '.' && IsDigit(version[7]);
  if (!well_formed) return std::unexpected(BadRequest("the version is malformed"));
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return std::unexpected(UnknownVersion());
  return false;
}

Outcome<bool> CheckFieldLine(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t'))
    return std::unexpected(BadRequest("a folded header line"));
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos)
    return std::unexpected(BadRequest("a header line without a colon"));
  if (!IsToken(line.substr(0, colon)))
    return std::unexpected(BadRequest("a header name is not a token"));
  return false;
}

}  // namespace

void HeadScanner::Reset() {
  skipped_ = seen_ = line_start_ = 0;
  lines_ = 0;
}

Outcome<std::size_t> HeadScanner::Scan(std::string_view bytes) {
  for (; seen_ < bytes.size(); ++seen_) {
    const char c = bytes[seen_];
    if (seen_ - skipped_ >= limits_.max_bytes) return std::unexpected(HeadTooLarge());
    if (lines_ == 0 && seen_ - line_start_ >= limits_.max_line_bytes)
      return std::unexpected(TargetTooLong());
    const bool after_cr = seen_ > line_start_ && bytes[seen_ - 1] == '\r';
    if (c == '\n') {
      if (!after_cr) return std::unexpected(BadRequest("a line feed without a carriage return"));
      auto last = EndLine(bytes.substr(line_start_, seen_ - 1 - line_start_));
      if (!last) return std::unexpected(std::move(last).error());
      line_start_ = seen_ + 1;
      if (*last) return ++seen_;
    } else if (after_cr) {
      return std::unexpected(BadRequest("a carriage return without a line feed"));
    } else if (c != '\r' && !kLineChars[static_cast<unsigned char>(c)]) {
      return std::unexpected(BadRequest("a control character in the head"));
    }
  }
  return 0;
}

Outcome<bool> HeadScanner::EndLine(std::string_view line) {
  if (lines_ == 0 && line.empty() && skipped_ == 0) {
    skipped_ = 2;
    return false;
  }
  if (line.empty() && lines_ > 0) return true;
  if (++lines_ == 1) return CheckRequestLine(line);
  if (lines_ - 1 > limits_.max_fields) return std::unexpected(HeadTooLarge());
  return CheckFieldLine(line);
}

}  // namespace cutline::http
