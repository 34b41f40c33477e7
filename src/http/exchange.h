#pragma once
#include <stop_token>
#include <string>
#include <string_view>

#include "http/failure.h"
#include "http/message.h"
#include "http/server_core.h"

namespace cutline::http {

// One request and its answer, as the connection sees them. Counts itself in flight while
// it lives, and gives back the bytes it held of both bodies. For one thread.
class Exchange {
 public:
  Exchange(ServerCore& core, std::string_view peer);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Counts `bytes` more of body; false when the server holds too many already.
  [[nodiscard]] bool HoldBody(std::uint64_t bytes);
  void ReleaseBody();  // nobody needs it any more; also when destroyed
  // Counts the answer's body, which waits for its reader, until destroyed. It is there, so
  // nothing would be won by refusing it: the next request's body is refused in its place.
  void HoldAnswer(std::uint64_t bytes);
  // Moves the request out for the handler; what Problem() and Record() need stays.
  [[nodiscard]] Request TakeRequest();
  // What a person gets for a failure, through the hook; plain text if that fails.
  [[nodiscard]] Response Problem(const Failure& failure) const;
  void Record(int status);  // to metrics and the access log, once

  Request request;
  std::string allow;       // the methods of a 405
  std::string_view route;  // the router's pattern, or ""
  std::stop_source gone;   // behind request.client_gone
  bool is_http11 = true;
  bool keep_alive = false;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;

 private:
  ServerCore& core_;
  std::uint64_t held_ = 0;         // of the request
  std::uint64_t held_answer_ = 0;  // of the answer
  std::string user_agent_;
};

}  // namespace cutline::http
