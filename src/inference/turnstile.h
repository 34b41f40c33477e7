#pragma once
#include <cstdint>
#include <deque>
#include <utility>

#include "base/context.h"
#include "base/mutex.h"

namespace cutline::inference {

// Shares `capacity` (say, cores) among callers that block for their turn. Turns come in
// order of arrival: a heavy caller waits until enough is free, and lighter ones behind it
// wait too, so nobody starves. Whoever is cancelled or late leaves the queue at once.
// Thread-safe. Must outlive its turns.
class Turnstile {
 public:
  class Turn;

  explicit Turnstile(int capacity);  // REQUIRES: capacity >= 1

  // Takes `weight` of the capacity, all of it where `weight` is more. Fails with the
  // context's codes, also when its turn came but the context had ended by then.
  [[nodiscard]] Result<Turn> Enter(int weight, const Context& context);

  [[nodiscard]] std::size_t waiting() const;  // stale once returned: for tests and metrics

 private:
  void Leave(int weight);
  // OK once `id` is at the head and `weight` is free; otherwise why it no longer waits.
  [[nodiscard]] Status WaitForTurn(std::uint64_t id, int weight, const Context& context)
      REQUIRES_LOCK(mutex_);

  const int capacity_;
  mutable Mutex mutex_;
  CondVar changed_;
  int free_ GUARDED_BY(mutex_);
  std::uint64_t next_id_ GUARDED_BY(mutex_) = 0;
  std::deque<std::uint64_t> queue_ GUARDED_BY(mutex_);  // oldest first
};

// The right to run. Gives its share back when destroyed. Move-only.
class Turnstile::Turn {
 public:
  Turn(Turn&& other) noexcept
      : turnstile_(std::exchange(other.turnstile_, nullptr)), weight_(other.weight_) {}
  Turn& operator=(Turn&&) = delete;
  ~Turn() {
    if (turnstile_ != nullptr) turnstile_->Leave(weight_);
  }

 private:
  friend class Turnstile;
  Turn(Turnstile& turnstile, int weight) : turnstile_(&turnstile), weight_(weight) {}
  Turnstile* turnstile_;  // null once moved from
  int weight_;
};

}  // namespace cutline::inference
