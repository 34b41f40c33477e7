#pragma once
#include <functional>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "http/failure.h"
#include "http/request_head.h"

namespace cutline::http {

// Takes apart one request: its head, then its body, plain or chunked (Boost.Beast's parser
// inside). Trailer fields are checked and dropped. Not thread-safe.
class RequestParser {
 public:
  using Sink = std::function<Status(ByteSpan)>;  // takes body bytes; a failure ends the request

  explicit RequestParser(std::uint64_t max_body_bytes);
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;

  // REQUIRES: `bytes` is one whole head that a HeadScanner let pass, without empty lines
  // before it. 400 for what is left to find wrong.
  [[nodiscard]] Outcome<RequestHead> ParseHead(std::string_view bytes);

  // Takes what it can of the body off the front of `bytes` and says how much; what is left
  // must come again with more behind it. 400, 413, or what the sink said.
  [[nodiscard]] Outcome<std::size_t> ParseBody(std::string_view bytes, const Sink& sink);

  [[nodiscard]] bool is_done() const;     // head and body are complete
  [[nodiscard]] bool keep_alive() const;  // as version and Connection ask for

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cutline::http
