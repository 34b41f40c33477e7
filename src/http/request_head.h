#pragma once
#include <string>
#include <vector>

#include "http/failure.h"
#include "http/message.h"

namespace cutline::http {

// A request's head as it was sent, split but not yet believed.
struct RequestHead {
  std::string method;
  std::string target;
  bool is_http11 = true;
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case, in order
};

// What the head says about the message around it.
struct Framing {
  std::uint64_t content_length = 0;
  bool is_chunked = false;
  bool expects_continue = false;  // the client waits for "100 Continue" before its body
  [[nodiscard]] bool HasBody() const { return is_chunked || content_length > 0; }
};

// Refuses every head whose end of body two readers could see in different places (RFC 9112
// §6): a length given twice, malformed, or beside a transfer coding; a coding other than
// one "chunked", or any in HTTP/1.0. Further: no or two Hosts, a method nobody knows, an
// encoded body, an unknown expectation, a length above `max_body_bytes`.
[[nodiscard]] Outcome<Framing> CheckHead(const RequestHead& head, std::uint64_t max_body_bytes);

// Fills method, headers, path and query of `request`, the first two even when it fails. The target
// is in origin form, or in absolute form, of which only the path counts; "*" stays as it is. 400
// for bad escapes and for control characters in the decoded path.
[[nodiscard]] Outcome<void> ReadTarget(RequestHead head, Request& request);

}  // namespace cutline::http
