#include "http/listener.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "base/clock.h"
#include "telemetry/log.h"

namespace cutline::http {
namespace {

// Out of descriptors, accept() fails at once and for ever: trying again without a pause
// would eat the core that could make room.
constexpr std::chrono::milliseconds kBackOff{100};

Status CannotListen(const std::string& address, int port, const ErrorCode& error) {
  const std::string where = fmt::format("{}:{}", address, port);
  if (error == asio::error::address_in_use) {
    return Unavailable({fmt::format("Another program already listens on {}.", where),
                        fmt::format("{} 已被其他程序占用。", where)})
        .WithHint({"Stop it, or choose another port.", "请停止该程序，或换一个端口。"})
        .WithField("port");
  }
  if (error == asio::error::access_denied) {
    return Unavailable({fmt::format("This user may not listen on {}.", where),
                        fmt::format("当前用户无权监听 {}。", where)})
        .WithHint({"Choose a port from 1024 on.", "请选择 1024 及以上的端口。"})
        .WithField("port");
  }
  if (error == boost::system::errc::address_not_available) {
    return InvalidArgument({fmt::format("{} is not an address of this machine.", address),
                            fmt::format("{} 不是本机地址。", address)})
        .WithField("address");
  }
  return Unavailable(
             {fmt::format("Cannot listen on {}.", where), fmt::format("无法监听 {}。", where)})
      .WithDetail(error.message());
}

}  // namespace

Listener::Listener(asio::io_context& context, NextContext next, OnSocket on_socket)
    : context_(context),
      next_(std::move(next)),
      on_socket_(std::move(on_socket)),
      acceptor_(context.get_executor()),
      pause_(context.get_executor()) {}

Status Listener::Bind(const std::string& address, int port) {
  ErrorCode error;
  const auto ip = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
  if (error) {
    return InvalidArgument({fmt::format("“{}” is not an IP address.", address),
                            fmt::format("“{}”不是 IP 地址。", address)})
        .WithField("address")
        .WithHint({"For example 127.0.0.1, or 0.0.0.0 for all.",
                   "例如 127.0.0.1；0.0.0.0 表示所有地址。"});
  }
  const asio::ip::tcp::endpoint endpoint(ip, static_cast<unsigned short>(port));
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) port_ = acceptor_.local_endpoint(error).port();
  if (!error) return {};
  ErrorCode ignored;
  acceptor_.close(ignored);
  return CannotListen(address, port, error);
}

void Listener::Start() {
  asio::co_spawn(context_.get_executor(), AcceptLoop(),
                 [this](std::exception_ptr) { ended_.set_value(); });
}

void Listener::Resume() {
  asio::post(context_, [this] { pause_.cancel(); });
}

void Listener::Stop() {
  asio::post(context_, [this] {
    is_stopped_ = true;
    ErrorCode ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  });
  has_ended_.wait();
}

Task<void> Listener::AcceptLoop() {
  bool is_starving = false;
  while (!is_stopped_) {
    pause_.expires_at(TimePoint::max());
    std::string trouble;
    try {
      trouble = co_await AcceptOne();
    } catch (const std::exception& thrown) {  // out of memory, or a system call of Asio's own
      trouble = thrown.what();
    }
    if (!trouble.empty()) {
      if (!is_starving) {
        telemetry::Log(telemetry::Level::kWarning, "cannot take new connections",
                       {{"why", trouble}});
      }
      pause_.expires_after(kBackOff);
      co_await pause_.async_wait(kAwait);
    }
    is_starving = !trouble.empty();
  }
}

Task<std::string> Listener::AcceptOne() {
  asio::io_context* const context = next_();
  if (context == nullptr) {
    co_await pause_.async_wait(kAwait);
    co_return std::string();
  }
  auto [error, socket] = co_await acceptor_.async_accept(context->get_executor(), kAwait);
  if (is_stopped_ || error == asio::error::connection_aborted) co_return std::string();
  if (error) co_return error.message();
  on_socket_(std::move(socket));
  co_return std::string();
}

}  // namespace cutline::http
