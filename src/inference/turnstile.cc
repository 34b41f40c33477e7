#include "inference/turnstile.h"

#include <algorithm>

#include "base/check.h"

namespace cutline::inference {

Turnstile::Turnstile(int capacity) : capacity_(capacity), free_(capacity) {
  CUTLINE_CHECK(capacity >= 1);
}

Result<Turnstile::Turn> Turnstile::Enter(int weight, const Context& context) {
  weight = std::clamp(weight, 1, capacity_);
  // Made before the lock is taken and destroyed after it is released: it may fire in its
  // constructor, and its destructor waits for one that is firing.
  const std::stop_callback wake(context.cancelled, [this] {
    {
      MutexLock lock(mutex_);
    }  // whoever checked before the stop is asleep by now
    changed_.NotifyAll();
  });
  MutexLock lock(mutex_);
  const std::uint64_t id = next_id_++;
  queue_.push_back(id);
  Status status = WaitForTurn(id, weight, context);
  queue_.erase(std::find(queue_.begin(), queue_.end(), id));
  if (status.ok()) free_ -= weight;
  changed_.NotifyAll();  // the next in the queue may fit beside this one, or in its place
  if (!status.ok()) return std::unexpected(std::move(status));
  return Turn(*this, weight);
}

Status Turnstile::WaitForTurn(std::uint64_t id, int weight, const Context& context) {
  while (true) {
    CUTLINE_RETURN_IF_ERROR(context.Check());
    if (queue_.front() == id && free_ >= weight) return {};
    if (context.deadline.IsNever()) {
      changed_.Wait(mutex_);
    } else {
      // By the context's clock, which may stand still: then this is how often to look.
      changed_.WaitFor(mutex_, context.deadline.when() - context.clock.Now());
    }
  }
}

void Turnstile::Leave(int weight) {
  {
    MutexLock lock(mutex_);
    free_ += weight;
  }
  changed_.NotifyAll();
}

std::size_t Turnstile::waiting() const {
  MutexLock lock(mutex_);
  return queue_.size();
}

}  // namespace cutline::inference
