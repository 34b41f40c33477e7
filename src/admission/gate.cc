#include "admission/gate.h"

#include <cmath>

#include "base/check.h"

namespace cutline::admission {
namespace {

Status Full(std::chrono::milliseconds retry_after) {
  return ResourceExhausted({"The server is full: too many requests are waiting already.",
                            "服务器已满：等待处理的请求过多。"})
      .WithHint(
          {"Try again after the time in Retry-After.", "请在 Retry-After 指定的时间之后重试。"})
      .WithRetryAfter(retry_after);
}

Status Closed() {
  return Unavailable({"The server is shutting down.", "服务器正在关闭。"})
      .WithRetryAfter(std::chrono::seconds(5));
}

// How much the newest ticket's time counts in the moving average.
constexpr double kAverageWeight = 0.2;

}  // namespace

struct Gate::Abandoner {
  Gate* gate;
  std::uint64_t id;
  void operator()() const { gate->Abandon(id); }
};

// Whoever takes a waiter out of the list, under the lock, is the one who calls it: so the
// call-back happens exactly once. Destroying a waiter ends its watch, which waits for an
// Abandon() in progress on another thread: never do it under the lock.
struct Gate::Waiter {
  std::uint64_t id;
  std::uint64_t bytes;
  Context context;
  OnTurn on_turn;
  std::unique_ptr<std::stop_callback<Abandoner>> watch;
};

void Gate::TellRefused(std::list<std::unique_ptr<Waiter>>& waiters) {
  for (auto& waiter : waiters) waiter->on_turn(std::unexpected(waiter->context.Check()));
}

Status GateOptions::Validate() const {
  if (max_running == 0) {
    return InvalidArgument(
               {"At least one call must be allowed to run.", "至少要允许一个请求运行。"})
        .WithField("workers");
  }
  return {};
}

Gate::Gate(GateOptions options) : options_(options) { CUTLINE_CHECK(options_.Validate().ok()); }

Gate::~Gate() {
  MutexLock lock(mutex_);
  CUTLINE_CHECK(running_ == 0 && waiters_.empty());
}

void Gate::Enter(const Context& context, std::uint64_t bytes, OnTurn on_turn) {
  auto caller = std::make_unique<Waiter>(Waiter{
      .id = 0, .bytes = bytes, .context = context, .on_turn = std::move(on_turn), .watch = {}});
  Status refused = context.Check();
  std::uint64_t id = 0;
  if (refused.ok()) {
    MutexLock lock(mutex_);
    if (closed_) {
      refused = Closed();
    } else if (running_ < options_.max_running && waiters_.empty()) {
      ++running_;
    } else if (waiters_.size() >= options_.max_waiting ||
               waiting_bytes_ + bytes > options_.max_waiting_bytes) {
      refused = Full(RetryAfter());
    } else {
      id = caller->id = ++next_id_;
      waiting_bytes_ += bytes;
      waiters_.emplace_back().swap(caller);
    }
  }
  if (caller == nullptr) return WatchCancellation(id, context.cancelled);  // it waits
  if (!refused.ok()) return caller->on_turn(std::unexpected(std::move(refused)));
  caller->on_turn(Ticket(*this, context.clock));
}

void Gate::WatchCancellation(std::uint64_t id, const std::stop_token& cancelled) {
  // It may fire in its constructor, and Abandon() takes the lock: so it is made without
  // the lock, and handed to the waiter only if that is still there.
  auto watch = std::make_unique<std::stop_callback<Abandoner>>(cancelled, Abandoner{this, id});
  MutexLock lock(mutex_);
  const auto waiter = std::find_if(waiters_.begin(), waiters_.end(),
                                   [id](const auto& each) { return each->id == id; });
  if (waiter != waiters_.end()) (*waiter)->watch = std::move(watch);
}

void Gate::Leave(Duration held) {
  std::list<std::unique_ptr<Waiter>> late;
  std::list<std::unique_ptr<Waiter>> next;
  {
    MutexLock lock(mutex_);
    --running_;
    usual_hold_ = usual_hold_ == Duration{}
                      ? held
                      : std::chrono::duration_cast<Duration>((1 - kAverageWeight) * usual_hold_ +
                                                             kAverageWeight * held);
    while (running_ < options_.max_running && !waiters_.empty()) {
      Waiter& oldest = *waiters_.front();
      waiting_bytes_ -= oldest.bytes;
      const bool useless = !oldest.context.Check().ok();
      if (!useless) ++running_;
      std::list<std::unique_ptr<Waiter>>& target = useless ? late : next;
      target.splice(target.end(), waiters_, waiters_.begin());
    }
  }
  TellRefused(late);
  for (auto& waiter : next) waiter->on_turn(Ticket(*this, waiter->context.clock));
}

void Gate::Abandon(std::uint64_t id) {
  std::unique_ptr<Waiter> gone;
  {
    MutexLock lock(mutex_);
    const auto waiter = std::find_if(waiters_.begin(), waiters_.end(),
                                     [id](const auto& each) { return each->id == id; });
    if (waiter == waiters_.end()) return;  // its turn came first
    gone = std::move(*waiter);
    waiters_.erase(waiter);
    waiting_bytes_ -= gone->bytes;
  }
  gone->on_turn(std::unexpected(gone->context.Check()));
}

void Gate::DropLate() {
  std::list<std::unique_ptr<Waiter>> late;
  {
    MutexLock lock(mutex_);
    for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
      const auto next = std::next(waiter);
      if ((*waiter)->context.deadline.HasPassed((*waiter)->context.clock)) {
        waiting_bytes_ -= (*waiter)->bytes;
        late.splice(late.end(), waiters_, waiter);
      }
      waiter = next;
    }
  }
  TellRefused(late);
}

void Gate::Close() {
  std::list<std::unique_ptr<Waiter>> sent_home;
  {
    MutexLock lock(mutex_);
    closed_ = true;
    waiting_bytes_ = 0;
    sent_home.swap(waiters_);
  }
  for (auto& waiter : sent_home) waiter->on_turn(std::unexpected(Closed()));
}

std::chrono::milliseconds Gate::RetryAfter() const {
  // When the queue that is there now will have been served, at the usual pace.
  const double rounds =
      static_cast<double>(waiters_.size() + 1) / static_cast<double>(options_.max_running);
  const auto wait = std::chrono::ceil<std::chrono::seconds>(usual_hold_ * rounds);
  return std::clamp<std::chrono::milliseconds>(wait, std::chrono::seconds(1),
                                               std::chrono::minutes(2));
}

Gate::Load Gate::load() const {
  MutexLock lock(mutex_);
  return {.running = running_, .waiting = waiters_.size(), .waiting_bytes = waiting_bytes_};
}

}  // namespace cutline::admission
