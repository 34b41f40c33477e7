#pragma once
#include <string_view>

#include "http/failure.h"

namespace cutline::http {

struct HeadLimits {
  std::size_t max_line_bytes = 8 << 10;  // of the request line
  std::size_t max_bytes = 32 << 10;      // of the whole head
  int max_fields = 100;
};

// Finds the end of a request's head in bytes that arrive piece by piece, and refuses at
// the first byte what RFC 9112 lets only a lenient reader take: a bare CR or LF, a control
// character, a folded or nameless line, a space before the colon. A lenient reader and the
// proxy before it may disagree on where a request ends (request smuggling); besides, waiting
// for CRLF CRLF from a client that will never send it would hold the connection.
class HeadScanner {
 public:
  explicit HeadScanner(HeadLimits limits) : limits_(limits) {}

  // `bytes` is all that came since the last request, each time longer; only what is new is
  // looked at. Gives the length of the whole head, or 0 when more is needed.
  [[nodiscard]] Outcome<std::size_t> Scan(std::string_view bytes);
  // How many empty lines' bytes came before the request line (RFC 9112 §2.2 lets one pass).
  [[nodiscard]] std::size_t skipped() const { return skipped_; }
  void Reset();  // for the next request

 private:
  [[nodiscard]] Outcome<bool> EndLine(std::string_view line);  // true: that was the last

  HeadLimits limits_;
  std::size_t skipped_ = 0;
  std::size_t seen_ = 0;
  std::size_t line_start_ = 0;
  int lines_ = 0;  // complete ones, the request line among them
};

}  // namespace cutline::http
