#pragma once
#include <expected>
#include <string_view>

#include "base/status.h"

namespace cutline::http {

// A failure that this room finds itself, before any handler: the status line's number and
// what a person is told.
struct Failure {
  int status = 400;
  Status why;
};

template <class T>
using Outcome = std::expected<T, Failure>;

[[nodiscard]] Failure BadRequest(std::string_view detail);  // 400; `detail` is for the log
[[nodiscard]] Failure NoSuchPath();                         // 404
[[nodiscard]] Failure MethodNotAllowed(std::string_view method, std::string_view allowed);  // 405
[[nodiscard]] Failure TooSlow();                                                            // 408
[[nodiscard]] Failure BodyTooLarge(std::uint64_t limit);                                    // 413
[[nodiscard]] Failure TargetTooLong();                                                      // 414
[[nodiscard]] Failure EncodedBody();                                                        // 415
[[nodiscard]] Failure UnknownExpectation();                                                 // 417
[[nodiscard]] Failure HeadTooLarge();                                                       // 431
[[nodiscard]] Failure NoAnswer();                                                           // 500
[[nodiscard]] Failure UnknownMethod();                                                      // 501
[[nodiscard]] Failure TooManyBodies();   // 503, with Retry-After
[[nodiscard]] Failure UnknownVersion();  // 505
// What taking the body found: 413, 415, 503 or 400 by its code.
[[nodiscard]] Failure FromBodyStatus(Status why);

}  // namespace cutline::http
