#pragma once
#include <optional>

#include "http/exchange.h"
#include "http/multipart.h"
#include "http/request_head.h"

namespace cutline::http {

// Whether the request has a body, or ought to: an empty form is an error of its own.
[[nodiscard]] bool NeedsReading(const Framing& framing, const Request& request);

// Puts body bytes where the handler will look for them: into Request::body, or through the
// multipart parser into Request::parts. For one thread; the exchange must outlive it.
class BodyReader {
 public:
  // kInvalidArgument: a form without a proper boundary. kResourceExhausted as Take().
  [[nodiscard]] static Result<BodyReader> Make(const ServerOptions& options, const Framing& framing,
                                               Exchange& exchange);
  // kResourceExhausted: the server holds too many bodies, or the system has no memory.
  [[nodiscard]] Status Take(ByteSpan bytes);
  [[nodiscard]] Status Finish() &&;  // the body is complete

 private:
  explicit BodyReader(Exchange& exchange) : exchange_(&exchange) {}

  Status Put(ByteSpan bytes);  // throws without memory

  Exchange* exchange_;
  std::optional<MultipartParser> form_;
};

}  // namespace cutline::http
