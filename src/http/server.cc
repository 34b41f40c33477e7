#include "http/server.h"

#include <pthread.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <set>

#include "base/check.h"
#include "base/mutex.h"
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

constexpr std::uint64_t kMaxRate = 1ULL << 30;

// Long enough to mean something, short enough to be added to a time.
bool IsWait(std::chrono::milliseconds time) {
  return time.count() > 0 && time <= std::chrono::hours(24 * 7);
}

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
  if (!IsWait(header_timeout)) return OutOfRange("header_timeout");
  if (!IsWait(body_timeout)) return OutOfRange("body_timeout");
  if (!IsWait(idle_timeout)) return OutOfRange("idle_timeout");
  if (!IsWait(write_timeout)) return OutOfRange("write_timeout");
  if (!IsWait(write_window)) return OutOfRange("write_window");
  if (min_write_rate > kMaxRate) return OutOfRange("min_write_rate");
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
    if (left > 0 || !core.is_closing) return;
    MutexLock lock(mutex);
    changed.NotifyAll();
  }

  // No socket comes once it returns, and all idle connections end soon.
  void CloseDoors() EXCLUDES_LOCK(doors) {
    MutexLock lock(doors);
    if (core.is_closing.exchange(true)) return;
    listener->Stop();
    for (const auto& worker : workers) worker->ForEach(&Connection::Drain);
  }

  // Until `time` has passed, or sooner if all connections have ended and that is asked for.
  // False, at once, when StopNow() is called.
  bool Wait(std::chrono::milliseconds time, bool until_empty) EXCLUDES_LOCK(mutex) {
    const TimePoint end = std::chrono::steady_clock::now() + time;
    MutexLock lock(mutex);
    while (state == State::kDraining) {
      if (until_empty && open.load() == 0) return true;
      const Duration left = end - std::chrono::steady_clock::now();
      if (left <= Duration::zero()) return true;
      changed.WaitFor(mutex, left);
    }
    return false;
  }

  ServerCore core;
  std::vector<std::unique_ptr<Worker>> workers;
  std::unique_ptr<Listener> listener;
  std::size_t next = 0;  // on the listener's thread
  std::atomic<int> open{0};
  std::atomic<bool> is_paused{false};

  enum class State { kNew, kRunning, kDraining, kStopped };
  // Starting and stopping exclude each other; each holds `life` throughout. The order of the
  // three: life, doors, mutex.
  Mutex life;
  Mutex doors;  // while they are being closed, whoever does it first
  Mutex mutex;
  CondVar changed;  // the state, or the last connection has ended
  State state GUARDED_BY(mutex) = State::kNew;
};

Server::Server(ServerOptions options, const Router& router, ServerHooks hooks,
               telemetry::Registry& metrics) {
  impl_ = std::make_unique<Impl>(std::move(options), router, std::move(hooks), metrics);
}

Server::~Server() { StopNow(); }

Status Server::Start() {
  MutexLock life(impl_->life);
  {
    MutexLock lock(impl_->mutex);
    if (impl_->state == Impl::State::kStopped)
      return Unavailable({"The server has been stopped.", "服务器已停止。"});
    CUTLINE_CHECK(impl_->state == Impl::State::kNew);
  }
  const ServerOptions& options = impl_->core.options;
  CUTLINE_RETURN_IF_ERROR(options.Validate());
  try {
    impl_->OpenLoops();
  } catch (const std::exception& thrown) {
    return Unavailable({"The server cannot open its event loops.", "服务器无法创建事件循环。"})
        .WithHint(
            {"Raise the limit on open files (ulimit -n).", "请提高打开文件数的上限（ulimit -n）。"})
        .WithDetail(thrown.what());
  }
  CUTLINE_RETURN_IF_ERROR(impl_->listener->Bind(options.address, options.port));
  impl_->listener->Start();
  for (std::size_t i = 0; i < impl_->workers.size(); ++i) {
    Worker* worker = impl_->workers[i].get();
    worker->thread = std::thread([worker, i] { worker->Run(static_cast<int>(i)); });
  }
  MutexLock lock(impl_->mutex);
  impl_->state = Impl::State::kRunning;
  return {};
}

int Server::port() const { return impl_->listener ? impl_->listener->port() : 0; }

void Server::Drain(std::chrono::milliseconds patience, std::chrono::milliseconds grace) {
  {
    MutexLock lock(impl_->mutex);
    if (impl_->state != Impl::State::kRunning) return;
    impl_->state = Impl::State::kDraining;
  }
  impl_->core.is_draining = true;
  if (!impl_->Wait(grace, /*until_empty=*/false)) return;
  impl_->CloseDoors();
  impl_->Wait(patience, /*until_empty=*/true);
}

void Server::StopNow() {
  MutexLock life(impl_->life);
  {
    MutexLock lock(impl_->mutex);
    const Impl::State before = std::exchange(impl_->state, Impl::State::kStopped);
    impl_->changed.NotifyAll();
    if (before == Impl::State::kNew || before == Impl::State::kStopped) return;
  }
  impl_->core.is_draining = true;
  impl_->CloseDoors();
  for (const auto& worker : impl_->workers) {
    worker->ForEach(&Connection::Break);
    worker->guard.reset();
  }
  for (const auto& worker : impl_->workers) worker->thread.join();
}

}  // namespace cutline::http
