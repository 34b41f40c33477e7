#include "http/response_head.h"

#include <fmt/chrono.h>

#include "http/header_value.h"

namespace cutline::http {
namespace {

bool IsOurs(std::string_view name) {
  for (const std::string_view ours : {"content-length", "transfer-encoding", "connection",
                                      "keep-alive", "date", "x-request-id"}) {
    if (name.size() == ours.size() && LowerCase(name) == ours) return true;
  }
  return false;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7), made once a second and thread.
std::string_view HttpDate(std::chrono::system_clock::time_point now) {
  thread_local std::time_t made_for = -1;
  thread_local std::string date;
  const std::time_t second = std::chrono::system_clock::to_time_t(now);
  if (second != made_for) {
    made_for = second;
    date = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(second));
  }
  return date;
}

}  // namespace

void AppendField(std::string& head, std::string_view name, std::string_view value) {
  head += name;
  head += ": ";
  for (const char c : value) {
    if (c != '\r' && c != '\n' && c != '\0') head += c;
  }
  head += "\r\n";
}

bool MayHaveBody(int status) { return status >= 200 && status != 204 && status != 304; }

std::string FormatResponseHead(const Response& response, const ResponseFraming& framing,
                               std::chrono::system_clock::time_point now) {
  std::string head;
  head.reserve(512);
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status,
                 ReasonPhrase(response.status));
  AppendField(head, "Date", HttpDate(now));
  if (!response.content_type.empty()) AppendField(head, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) {
    if (IsToken(name) && !IsOurs(name)) AppendField(head, name, value);
  }
  if (MayHaveBody(response.status)) {
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", response.body.size());
  }
  if (!framing.keep_alive) {
    head += "Connection: close\r\n";
  } else if (!framing.is_http11) {
    head += "Connection: keep-alive\r\n";
  }
  AppendField(head, "X-Request-Id", framing.request_id);
  head += "\r\n";
  return head;
}

}  // namespace cutline::http
