#pragma once
#include "http/message.h"

namespace cutline::api {

// The one table from error to HTTP status.
[[nodiscard]] int HttpStatus(Code code);

// The failure as application/problem+json (RFC 9457): type (a URN of the code), title, status,
// detail (the sentence, in the language of Accept-Language), and where known hint, field and
// request_id; Retry-After where it makes sense. No decoder's words, no paths of ours.
// `request` may be null.
[[nodiscard]] http::Response Problem(const Status& status, const http::Request* request);

// The same with the HTTP status given: for what the http room finds itself.
[[nodiscard]] http::Response ProblemWithStatus(int http_status, const Status& status,
                                               const http::Request* request);

// For when Services::parsers takes no more.
[[nodiscard]] Status BusyParsers();

}  // namespace cutline::api
