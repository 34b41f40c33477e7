#pragma once
#include <chrono>
#include <string>

#include "http/message.h"

namespace cutline::http {

struct ResponseFraming {
  bool keep_alive = true;
  bool is_http11 = true;  // the request was; it decides how keep_alive is said
  std::string_view request_id;
};

// Whether RFC 9110 lets an answer of that status carry a body.
[[nodiscard]] bool MayHaveBody(int status);

// Appends "name: value" and CRLF. CR, LF and NUL in the value are dropped, so that no value
// starts a new field.
void AppendField(std::string& head, std::string_view name, std::string_view value);

// Status line and fields, up to the empty line. Length, connection, date and request id
// are ours: a response's own fields of those names are left out, as are fields whose name
// is not a token.
[[nodiscard]] std::string FormatResponseHead(const Response& response,
                                             const ResponseFraming& framing,
                                             std::chrono::system_clock::time_point now);

}  // namespace cutline::http
