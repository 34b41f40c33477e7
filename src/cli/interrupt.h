#pragma once
#include <stop_token>
#include <thread>

namespace cutline::cli {

// Turns the first SIGINT or SIGTERM into a stop request; the second ends the process at
// once, as usual. One at a time in a process; `serve` replaces the handlers by its own.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  int wake_;  // eventfd: written by the handler, read by the thread
  std::jthread thread_;
};

}  // namespace cutline::cli
