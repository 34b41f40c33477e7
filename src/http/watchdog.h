#pragma once
#include <functional>

#include "base/clock.h"
#include "http/asio_types.h"

namespace cutline::http {

// A deadline that is moved with every request and hardly ever passes. Moving it later only
// writes a number: the timer, when it fires early, waits on. For one thread. `on_late` may
// hold what owns the watchdog: Stop() ends that.
class Watchdog {
 public:
  Watchdog(Executor executor, std::function<void()> on_late)
      : timer_(executor), on_late_(std::make_shared<std::function<void()>>(std::move(on_late))) {}

  void Set(TimePoint deadline) {
    deadline_ = deadline;
    if (deadline < armed_) Arm(deadline);
  }
  void Clear() { deadline_ = TimePoint::max(); }
  void Stop() {
    Clear();
    timer_.cancel();
    *on_late_ = nullptr;
  }

 private:
  void Arm(TimePoint when) {
    armed_ = when;
    timer_.expires_at(when);
    // A waiter outlives the watchdog only cancelled, and then touches nothing of it.
    timer_.async_wait([this, on_late = on_late_](ErrorCode cancelled) {
      if (cancelled || !*on_late) return;
      armed_ = TimePoint::max();
      if (deadline_ == TimePoint::max()) return;
      if (std::chrono::steady_clock::now() < deadline_) return Arm(deadline_);
      Clear();
      (*on_late)();
    });
  }

  Timer timer_;
  std::shared_ptr<std::function<void()>> on_late_;
  TimePoint deadline_ = TimePoint::max();
  TimePoint armed_ = TimePoint::max();
};

}  // namespace cutline::http
