#pragma once
#include <functional>
#include <future>
#include <string>

#include "base/status.h"
#include "http/asio_types.h"

namespace cutline::http {

// Takes new connections from the kernel's queue, while there is room for them.
class Listener {
 public:
  // Where the next connection goes: the io_context that is to own it, or nothing while
  // there is no room; Resume() is called once there is.
  using NextContext = std::function<asio::io_context*()>;
  using OnSocket = std::function<void(Socket)>;

  // Both are called on the thread of `context`.
  Listener(asio::io_context& context, NextContext next, OnSocket on_socket);

  // kInvalidArgument for a bad address, kUnavailable with the reason otherwise.
  [[nodiscard]] Status Bind(const std::string& address, int port);
  [[nodiscard]] int port() const { return port_; }

  void Start();   // once, after Bind()
  void Resume();  // thread-safe
  void Stop();    // thread-safe, not from the context's thread: no socket comes once it returns

 private:
  Task<void> AcceptLoop();
  Task<std::string> AcceptOne();  // what went wrong, or ""

  asio::io_context& context_;
  NextContext next_;
  OnSocket on_socket_;
  Acceptor acceptor_;
  Timer pause_;
  int port_ = 0;
  bool is_stopped_ = false;  // on the context's thread
  std::promise<void> ended_;
  std::shared_future<void> has_ended_{ended_.get_future()};
};

}  // namespace cutline::http
