#pragma once
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include "base/context.h"
#include "base/mutex.h"

namespace cutline::admission {

struct GateOptions {
  std::size_t max_running = 1;                     // tickets out at once
  std::size_t max_waiting = 64;                    // callers queued behind them; 0 refuses at once
  std::uint64_t max_waiting_bytes = 512ULL << 20;  // what the queued callers may hold together
  [[nodiscard]] Status Validate() const;
};

// Bounds how much work runs at once and how much may wait for its turn. Waiters are
// served in order of arrival. One whose deadline passes, or whose client leaves, gives
// up its place and is never admitted. Nobody blocks: the turn comes as a call-back.
// Thread-safe. Must outlive its tickets and waiters.
class Gate {
 public:
  class Ticket;
  // Called exactly once: before Enter returns (admitted or refused at once), from the
  // thread that returned a ticket, or from the thread that cancelled. It runs without
  // the gate's lock and must not block.
  using OnTurn = std::move_only_function<void(Result<Ticket>)>;

  struct Load {
    std::size_t running = 0;
    std::size_t waiting = 0;
    std::uint64_t waiting_bytes = 0;
  };

  explicit Gate(GateOptions options);  // REQUIRES: options.Validate().ok()
  ~Gate();                             // REQUIRES: no tickets out, nobody waiting

  // Asks for a turn for work that holds `bytes`. The call-back gets a ticket, or
  // kResourceExhausted (queue full; carries retry_after), kDeadlineExceeded (found
  // passed by DropLate or when its turn came) or kCancelled (`context.cancelled` fired).
  void Enter(const Context& context, std::uint64_t bytes, OnTurn on_turn);

  // Tells the waiters whose deadline has passed, so that they need not wait for a turn that
  // can't help them. To be called every now and then.
  void DropLate();

  // From now on nobody is admitted: waiters and newcomers get kUnavailable. Tickets that
  // are out stay valid.
  void Close();

  [[nodiscard]] Load load() const;  // stale once returned: for metrics and tests

 private:
  struct Waiter;
  struct Abandoner;
  void Leave(Duration held);
  static void TellRefused(std::list<std::unique_ptr<Waiter>>& waiters);  // by their contexts
  void Abandon(std::uint64_t id);
  void WatchCancellation(std::uint64_t id, const std::stop_token& cancelled);
  [[nodiscard]] std::chrono::milliseconds RetryAfter() const REQUIRES_LOCK(mutex_);

  const GateOptions options_;
  mutable Mutex mutex_;
  std::size_t running_ GUARDED_BY(mutex_) = 0;
  std::uint64_t waiting_bytes_ GUARDED_BY(mutex_) = 0;
  std::uint64_t next_id_ GUARDED_BY(mutex_) = 0;
  Duration usual_hold_ GUARDED_BY(mutex_){};  // moving average of how long a ticket is out
  bool closed_ GUARDED_BY(mutex_) = false;
  std::list<std::unique_ptr<Waiter>> waiters_ GUARDED_BY(mutex_);  // oldest first
};

// The right to run. Destroying it gives the slot to the oldest waiter. Move-only.
class Gate::Ticket {
 public:
  Ticket(Ticket&& other) noexcept
      : gate_(std::exchange(other.gate_, nullptr)), clock_(other.clock_), since_(other.since_) {}
  Ticket& operator=(Ticket&&) = delete;
  ~Ticket() {
    if (gate_ != nullptr) gate_->Leave(clock_->Now() - since_);
  }

 private:
  friend class Gate;
  Ticket(Gate& gate, const Clock& clock) : gate_(&gate), clock_(&clock), since_(clock.Now()) {}
  Gate* gate_;  // null once moved from
  const Clock* clock_;
  TimePoint since_;
};

}  // namespace cutline::admission
