#include "telemetry/log.h"

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <chrono>

#include "base/check.h"
#include "base/mutex.h"
#include "base/option.h"
#include "telemetry/line_writer.h"
#include "telemetry/log_line.h"

namespace cutline::telemetry {
namespace {

// At some 300 bytes a line about 2 MB; a second's worth of a busy server.
constexpr std::size_t kMaxQueuedLines = 4096;
// How long ShutdownLog() waits for a reader that does not read.
constexpr std::chrono::seconds kDrainTime{1};

std::atomic<std::uint64_t> lost_lines{0};  // all but what a living queue has counted itself

// Takes finished lines. Called on the logger's one thread only, so it needs no lock.
class StderrSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  StderrSink() : writer_(STDERR_FILENO) {}
  void DrainUntil(std::chrono::steady_clock::time_point end) { writer_.DrainUntil(end); }

 private:
  void sink_it_(const spdlog::details::log_msg& msg) override {
    if (!writer_.Write({msg.payload.data(), msg.payload.size()})) ++lost_lines;
  }
  void flush_() override {}

  LineWriter writer_;
};

// A bounded queue and the thread that empties it.
class AsyncLog {
 public:
  AsyncLog()
      : sink_(std::make_shared<StderrSink>()),
        pool_(std::make_shared<spdlog::details::thread_pool>(kMaxQueuedLines, 1, &PrepareThread)),
        logger_(std::make_shared<spdlog::async_logger>(
            "cutline", sink_, pool_, spdlog::async_overflow_policy::overrun_oldest)) {
    logger_->set_level(spdlog::level::trace);  // the level was looked at before formatting
    logger_->set_error_handler([](const std::string&) { ++lost_lines; });
  }

  // Writes what is queued: destroying the pool ends and joins its thread.
  ~AsyncLog() { sink_->DrainUntil(std::chrono::steady_clock::now() + kDrainTime); }
  AsyncLog(const AsyncLog&) = delete;
  AsyncLog& operator=(const AsyncLog&) = delete;

  void Push(const std::string& line) {
    logger_->log(spdlog::level::info, spdlog::string_view_t(line));
  }
  [[nodiscard]] std::uint64_t overrun() const { return pool_->overrun_counter(); }

 private:
  // Signals are for other threads; and a reader that left must not end the program.
  static void PrepareThread() {
    pthread_setname_np(pthread_self(), "log");
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
  }

  std::shared_ptr<StderrSink> sink_;
  std::shared_ptr<spdlog::details::thread_pool> pool_;  // ours alone: others hold it weakly
  std::shared_ptr<spdlog::async_logger> logger_;
};

struct State {
  std::atomic<Level> level{Level::kWarning};
  std::atomic<LogFormat> format{LogFormat::kText};
  Mutex mutex;
  std::unique_ptr<AsyncLog> async GUARDED_BY(mutex);
};

// Never destroyed: a line may come from a destructor that runs after main().
State& Global() {
  static State& state = *new State;
  return state;
}

// The way out before InitLog() and after ShutdownLog(): on the caller's thread, and lost
// when stderr does not take it at once.
void WriteNow(std::string_view line) {
  LineWriter writer(STDERR_FILENO);
  writer.DrainUntil(std::chrono::steady_clock::now());
  if (!writer.Write(line)) ++lost_lines;
}

}  // namespace

Result<Level> ParseLevel(std::string_view text) {
  struct Name {
    std::string_view text;
    Level level;
  };
  constexpr std::array<Name, 6> kNames = {{{"debug", Level::kDebug},
                                           {"info", Level::kInfo},
                                           {"warning", Level::kWarning},
                                           {"warn", Level::kWarning},
                                           {"error", Level::kError},
                                           {"off", Level::kOff}}};
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::vector<std::string_view> names;
  for (const Name& name : kNames) {
    if (name.text == word) return name.level;
    names.push_back(name.text);
  }
  Status status = InvalidArgument({fmt::format("“{}” is not a log level.", text),
                                   fmt::format("“{}”不是有效的日志级别。", text)});
  if (const std::string_view near = Nearest(word, names); !near.empty()) {
    return std::unexpected(std::move(status).WithHint(
        {fmt::format("Did you mean “{}”?", near), fmt::format("是否想写“{}”？", near)}));
  }
  return std::unexpected(
      std::move(status).WithHint({"The levels are: debug, info, warning, error, off.",
                                  "可用级别：debug、info、warning、error、off。"}));
}

void InitLog(const LogOptions& options) {
  State& state = Global();
  state.level = options.level;
  state.format = options.format;
  MutexLock lock(state.mutex);
  CUTLINE_CHECK(state.async == nullptr);
  state.async = std::make_unique<AsyncLog>();
}

void ShutdownLog() {
  State& state = Global();
  std::unique_ptr<AsyncLog> ending;
  {
    MutexLock lock(state.mutex);
    if (state.async == nullptr) return;
    lost_lines += state.async->overrun();
    ending = std::move(state.async);
  }
}

void Log(Level level, std::string_view message, std::vector<Field> fields) {
  State& state = Global();
  if (level == Level::kOff || level < state.level.load(std::memory_order_relaxed)) return;
  const std::string line =
      FormatLogLine(state.format, std::chrono::system_clock::now(), level, message, fields);
  {
    MutexLock lock(state.mutex);  // held while queueing, so that the queue can't end under us
    if (state.async != nullptr) return state.async->Push(line);
  }
  WriteNow(line);
}

std::uint64_t DroppedLogLines() {
  State& state = Global();
  MutexLock lock(state.mutex);
  return lost_lines + (state.async != nullptr ? state.async->overrun() : 0);
}

}  // namespace cutline::telemetry
