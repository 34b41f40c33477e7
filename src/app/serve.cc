#include "app/serve.h"

#include <cmath>
#include <csignal>
#include <cstdlib>

#include "api/problem.h"
#include "api/routes.h"
#include "app/model_views.h"
#include "cli/exit_code.h"
#include "http/server.h"
#include "telemetry/log.h"

namespace cutline::app {
namespace {

using telemetry::Level;
using telemetry::Log;

constexpr std::size_t kParserThreads = 1;
constexpr std::size_t kParserQueue = 64;

http::ServerOptions ServerOptionsOf(const Settings& settings) {
  const OptionValues& values = settings.values();
  http::ServerOptions options;
  options.address = settings.listen().address;
  options.port = settings.listen().port;
  options.io_threads = static_cast<int>(values.Integer("io-threads"));
  const auto time = [&](std::string_view name) {
    return std::chrono::milliseconds(values.Integer(name));
  };
  options.header_timeout = time("header-timeout");
  options.body_timeout = time("body-timeout");
  options.idle_timeout = time("idle-timeout");
  options.write_timeout = time("write-timeout");
  options.max_connections = static_cast<int>(values.Integer("max-connections"));
  options.max_body_bytes = static_cast<std::uint64_t>(values.Integer("max-body"));
  options.max_held_body_bytes = std::max(options.max_held_body_bytes, 2 * options.max_body_bytes);
  return options;
}

void LogAccess(const http::AccessRecord& record) {
  Log(Level::kInfo, "request",
      {{"request_id", std::string(record.id)},
       {"method", std::string(record.method)},
       {"path", std::string(record.path)},
       {"status", std::int64_t{record.status}},
       {"ms", std::round(Milliseconds(record.duration) * 10) / 10},
       {"bytes_in", static_cast<std::int64_t>(record.bytes_in)},
       {"bytes_out", static_cast<std::int64_t>(record.bytes_out)},
       {"peer", std::string(record.peer)},
       {"user_agent", std::string(record.user_agent)}});
}

// What /readyz says. Thread-safe.
class Phase {
 public:
  void Set(bool ready, std::string reason) {
    MutexLock lock(mutex_);
    if (!ending_) now_ = {.ready = ready, .reason = std::move(reason)};
  }
  // The last word: what is set later is too late.
  void End(std::string reason) {
    MutexLock lock(mutex_);
    ending_ = true;
    now_ = {.ready = false, .reason = std::move(reason)};
  }
  [[nodiscard]] api::Readiness Read() const {
    MutexLock lock(mutex_);
    return now_;
  }

 private:
  mutable Mutex mutex_;
  api::Readiness now_ GUARDED_BY(mutex_) = {.ready = false, .reason = "starting"};
  bool ending_ GUARDED_BY(mutex_) = false;
};

// Loads ahead of time, so that the first request does not pay for it.
void Preload(const Settings& settings, Rooms& rooms, Phase& phase, const std::stop_token& ending) {
  for (const std::string& model : settings.preload()) {
    if (ending.stop_requested()) return;
    phase.Set(false, fmt::format("loading {}", model));
    const auto loaded = rooms.models().Get(model, settings.values().Text("precision"));
    if (!loaded) {
      Log(Level::kError, loaded.error().ToString(),
          {{"model", model}, {"hint", loaded.error().hint().en}});
      phase.Set(false, fmt::format("{} could not be loaded", model));
      return;
    }
  }
  phase.Set(true, "");
}

// How many ending signals came. A global because a signal handler has nothing else.
std::atomic<int> ending_signals = 0;
static_assert(std::atomic<int>::is_always_lock_free);

// Counts SIGTERM and SIGINT as long as it lives.
class SignalCounter {
 public:
  SignalCounter() {
    ending_signals = 0;
    struct sigaction action{};
    action.sa_handler = [](int) { ++ending_signals; };
    sigaction(SIGTERM, &action, &old_term_);
    sigaction(SIGINT, &action, &old_int_);
  }
  ~SignalCounter() {
    sigaction(SIGTERM, &old_term_, nullptr);
    sigaction(SIGINT, &old_int_, nullptr);
  }
  SignalCounter(const SignalCounter&) = delete;
  SignalCounter& operator=(const SignalCounter&) = delete;

 private:
  struct sigaction old_term_{};
  struct sigaction old_int_{};
};

// Blocks until `signals` came, one perhaps by way of `earlier`, or `over` is true. True: they
// came.
bool AwaitSignals(int signals, const std::stop_token& earlier, const std::atomic<bool>& over) {
  while (!over) {
    if (ending_signals + (earlier.stop_requested() ? 1 : 0) >= signals) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

}  // namespace

Status Serve(const Settings& settings, Rooms& rooms, const models::Catalogue& catalogue,
             const models::Store& store, const Clock& clock, const std::stop_token& interrupted) {
  const OptionValues& values = settings.values();
  for (const std::string& model : settings.preload()) {
    CUTLINE_RETURN_IF_ERROR(rooms.models().Check(model));
  }

  const SignalCounter counting;
  Phase phase;
  ThreadPool parsers("parser", kParserThreads, kParserQueue);
  http::Router router;
  api::AddRoutes(
      router,
      {.tasks = rooms.tasks(),
       .runner = rooms.runner(),
       .metrics = rooms.metrics(),
       .clock = clock,
       .parsers = parsers,
       .request_timeout = std::chrono::milliseconds(values.Integer("request-timeout")),
       .max_files = static_cast<std::size_t>(values.Integer("max-files")),
       .defaults = [&](const task::Task& task) { return settings.TaskDefaults(task.name()); },
       .models = [&] { return ModelViews(rooms, catalogue, store); },
       .readiness = [&] { return phase.Read(); }});
  http::Server server(ServerOptionsOf(settings), router,
                      {.problem = api::ProblemWithStatus, .on_access = LogAccess}, rooms.metrics());
  CUTLINE_RETURN_IF_ERROR(server.Start());
  const std::string& address = settings.listen().address;
  const bool v6 = address.find(':') != std::string::npos;
  Log(Level::kInfo, "listening",
      {{"url",
        fmt::format("http://{}{}{}:{}", v6 ? "[" : "", address, v6 ? "]" : "", server.port())}});
  if (const Sentence exposed = ExposureWarning(settings.listen()); !exposed.empty()) {
    Log(Level::kWarning, exposed.en);
  }
  std::jthread preloader(
      [&](const std::stop_token& ending) { Preload(settings, rooms, phase, ending); });

  AwaitSignals(1, interrupted, false);
  preloader.request_stop();
  phase.End("draining");
  Log(Level::kInfo, "draining", {});
  std::atomic<bool> drained = false;
  std::jthread drainer([&] {
    server.Drain(std::chrono::milliseconds(values.Integer("drain-timeout")),
                 std::chrono::milliseconds(values.Integer("drain-grace")));
    drained = true;
  });
  const bool at_once = AwaitSignals(2, interrupted, drained);
  server.StopNow();
  drainer.join();
  Log(Level::kInfo, at_once ? "ended at once by a second signal" : "ended", {});
  if (at_once) {
    // What can't be stopped, such as a model that is being compiled, must not hold up the end.
    telemetry::ShutdownLog();
    std::_Exit(static_cast<int>(cli::Exit::kInterrupted));
  }
  return {};
}

}  // namespace cutline::app
