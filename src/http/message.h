#pragma once
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"

namespace cutline::http {

// One part of a multipart/form-data body (RFC 7578).
struct Part {
  std::string name;
  std::optional<std::string> filename;  // as sent: show it, never use it as a path
  std::string content_type;
  ByteBuffer data;
};

// A request whose head and body have been read and checked. Plain data.
struct Request {
  std::string method;  // "POST"
  std::string path;    // percent-decoded, without the query: "/v1/remove"
  std::vector<std::pair<std::string, std::string>> query;    // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::map<std::string, std::string> captures;               // from the route: "/v1/models/{name}"
  ByteBuffer body;                                           // empty when the body was multipart
  std::vector<Part> parts;  // of a multipart/form-data body, in order
  bool is_multipart = false;
  std::string id;       // of this request: taken from X-Request-Id when that is clean, else made
  std::string peer;     // "127.0.0.1"
  TimePoint arrived{};  // when its head was complete
  // When the last byte of its body was there, before the handler is called; without a body,
  // `arrived`. What the handler may take its time for counts from here: a slow upload does
  // not use it up.
  TimePoint complete{};
  std::stop_token client_gone;  // fires when the connection breaks or the server ends now

  [[nodiscard]] std::string_view Header(std::string_view lower_case_name) const;  // "" if absent
  [[nodiscard]] std::optional<std::string_view> Query(
      std::string_view name) const;                                 // first of that name
  [[nodiscard]] const Part* FindPart(std::string_view name) const;  // first, or null
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // CR and LF in values are dropped
  std::string content_type;
  ByteBuffer body;
};

[[nodiscard]] Response TextResponse(int status, std::string_view content_type,
                                    std::string_view text);
[[nodiscard]] std::string_view ReasonPhrase(int status);

// Answers one request, from any thread, once. Dropping it unanswered sends 500.
using Responder = std::move_only_function<void(Response)>;

// Runs on an I/O thread: it must not compute or block, but hand work on and return.
using Handler = std::function<void(Request request, Responder respond)>;

}  // namespace cutline::http
