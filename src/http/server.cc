#include "http/server.h"

#include <pthread.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <set>

#include "base/check.h"
#include "http/connection.h"
#include "http/listener.h"
#include "telemetry/log.h"

namespace cutline::http {
namespace {

// A thread, its event loop and the connections that live on it.
struct Worker {
  asio::io_context context{1};
  // Makes Asio open this loop's descriptors now, where a failure can be told, instead of
  // when the first connection comes.
  Timer opener{context};
  asio::executor_work_guard<Executor> guard{context.get_executor()};
  std::set<Connection*> connections;  // on its thread
  std::thread thread;

  void Run(int index) {
    pthread_setname_np(pthread_self(), fmt::format("http-{}", index).c_str());
    while (true) {
      try {
        context.run();
        return;
      } catch (const std::exception& thrown) {
        telemetry::Log(telemetry::Level::kError, "an I/O thread caught an exception",
                       {{"what", std::string(thrown.what())}});
      }
    }
  }

  // Calls `method` on every connection. Thread-safe.
  void ForEach(void (Connection::*method)()) {
    asio::post(context, [this, method] {
      // A copy: a stop callback may end connections while they are gone through.
      const std::vector<Connection*> all(connections.begin(), connections.end());
      for (Connection* connection : all) (connection->*method)();
    });
  }
};

Status OutOfRange(std::string field) {
  return InvalidArgument(
             {fmt::format("{} is out of range.", field), fmt::format("{} 超出范围。", field)})
      .WithField(std::move(field));
}

}  // namespace

Status ServerOptions::Validate() const {
  if (port < 0 || port > 65535) return OutOfRange("port");
  if (io_threads < 1 || io_threads > 64) return OutOfRange("io_threads");
  if (max_body_bytes < 1) return OutOfRange("max_body_bytes");
  if (max_held_body_bytes < max_body_bytes) return OutOfRange("max_held_body_bytes");
  if (max_header_bytes < 1024 || max_header_bytes > (1 << 20))
    return OutOfRange("max_header_bytes");
  if (max_headers < 1) return OutOfRange("max_headers");
  if (max_connections < 1) return OutOfRange("max_connections");
  if (max_parts < 1) return OutOfRange("max_parts");
  if (header_timeout.count() <= 0) return OutOfRange("header_timeout");
  if (body_timeout.count() <= 0) return OutOfRange("body_timeout");
  if (idle_timeout.count() <= 0) return OutOfRange("idle_timeout");
  if (write_timeout.count() <= 0) return OutOfRange("write_timeout");
  return {};
}

struct Server::Impl {
  Impl(ServerOptions options, const Router& router, ServerHooks hooks, telemetry::Registry& metrics)
      : core{.options = std::move(options),
             .router = router,
             .hooks = std::move(hooks),
             .metrics = ExchangeMetrics(metrics)} {}

  // Throws when the system refuses descriptors.
  void OpenLoops() {
    for (int i = 0; i < core.options.io_threads; ++i) workers.push_back(std::make_unique<Worker>());
    listener = std::make_unique<Listener>(
        workers.front()->context, [this] { return NextContext(); },
        [this](Socket socket) { Adopt(std::move(socket)); });
  }

  // On the listener's thread.
  asio::io_context* NextContext() {
    if (open.load() >= core.options.max_connections) {
      is_paused.store(true);
      // One that ended between the two lines has not seen the pause.
      if (open.load() >= core.options.max_connections) return nullptr;
      is_paused.store(false);
    }
    next = (next + 1) % workers.size();
    return &workers[next]->context;
  }

  // On the listener's thread: counted at once, so that the next look at the cap sees it.
  void Adopt(Socket socket) {
    open.fetch_add(1);
    core.metrics.connections.Add(1);
    Worker* worker = workers[next].get();
    asio::post(worker->context, [this, worker, taken = std::move(socket)]() mutable {
      auto connection = std::make_shared<Connection>(
          std::move(taken), core, [this, worker](Connection* ended) { Forget(worker, ended); });
      worker->connections.insert(connection.get());
      connection->Start();
    });
  }

  void Forget(Worker* worker, Connection* ended) {
    worker->connections.erase(ended);
    core.metrics.connections.Add(-1);
    const int left = open.fetch_sub(1) - 1;
    if (is_paused.exchange(false)) listener->Resume();
    if (left == 0 && core.is_draining && !is_empty.exchange(true)) emptied.set_value();
  }

  ServerCore core;
  std::vector<std::unique_ptr<Worker>> workers;
  std::unique_ptr<Listener> listener;
  std::size_t next = 0;  // on the listener's thread
  std::atomic<int> open{0};
  std::atomic<bool> is_paused{false};
  std::atomic<bool> is_empty{false};  // while draining: `emptied` is set
  std::promise<void> emptied;
  std::shared_future<void> has_emptied{emptied.get_future()};
  enum class State {
    kNew,
    kRunning,
    kDraining,
    kStopped
  } state = State::kNew;  // on the owner's thread
};

Server::Server(ServerOptions options, const Router& router, ServerHooks hooks,
               telemetry::Registry& metrics) {
  CUTLINE_CHECK(options.Validate().ok());
  impl_ = std::make_unique<Impl>(std::move(options), router, std::move(hooks), metrics);
}

Server::~Server() { StopNow(); }

Status Server::Start() {
  CUTLINE_CHECK(impl_->state == Impl::State::kNew);
  const ServerOptions& options = impl_->core.options;
  try {
    impl_->OpenLoops();
  } catch (const std::exception& thrown) {
    return Unavailable({"The server cannot open its event loops.", "服务器无法创建事件循环。"})
        .WithHint(
            {"Raise the limit on open files (ulimit -n).", "请提高打开文件数的上限（ulimit -n）。"})
        .WithDetail(thrown.what());
  }
  CUTLINE_RETURN_IF_ERROR(impl_->listener->Bind(options.address, options.port));
  impl_->state = Impl::State::kRunning;
  impl_->listener->Start();
  for (std::size_t i = 0; i < impl_->workers.size(); ++i) {
    Worker* worker = impl_->workers[i].get();
    worker->thread = std::thread([worker, i] { worker->Run(static_cast<int>(i)); });
  }
  return {};
}

int Server::port() const { return impl_->listener ? impl_->listener->port() : 0; }

void Server::Drain(std::chrono::milliseconds patience) {
  if (impl_->state != Impl::State::kRunning) return;
  impl_->state = Impl::State::kDraining;
  impl_->core.is_draining = true;
  impl_->listener->Stop();
  for (const auto& worker : impl_->workers) worker->ForEach(&Connection::Drain);
  if (impl_->open.load() == 0) return;
  impl_->has_emptied.wait_for(patience);
}

void Server::StopNow() {
  if (impl_->state == Impl::State::kRunning) impl_->listener->Stop();
  const bool has_run =
      impl_->state == Impl::State::kRunning || impl_->state == Impl::State::kDraining;
  impl_->state = Impl::State::kStopped;
  if (!has_run) return;
  for (const auto& worker : impl_->workers) {
    worker->ForEach(&Connection::Break);
    worker->guard.reset();
  }
  for (const auto& worker : impl_->workers) worker->thread.join();
}

}  // namespace cutline::http
