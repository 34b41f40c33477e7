#pragma once
#include <stop_token>

#include "base/clock.h"
#include "base/status.h"

namespace cutline {

// A point in time after which nobody wants the answer. A value, cheap to copy.
class Deadline {
 public:
  Deadline() = default;  // never
  static Deadline At(TimePoint when) { return Deadline(when); }
  static Deadline After(Duration wait, const Clock& clock) {
    const TimePoint now = clock.Now();
    return wait >= TimePoint::max() - now ? Deadline() : Deadline(now + wait);
  }

  [[nodiscard]] bool IsNever() const { return when_ == TimePoint::max(); }
  [[nodiscard]] bool HasPassed(const Clock& clock) const {
    return !IsNever() && clock.Now() >= when_;
  }
  [[nodiscard]] TimePoint when() const { return when_; }

 private:
  explicit Deadline(TimePoint when) : when_(when) {}
  TimePoint when_ = TimePoint::max();
};

// What travels with every unit of work. `clock` must outlive it.
struct Context {
  const Clock& clock;
  Deadline deadline;
  std::stop_token cancelled;  // the client left, or the program is ending

  // OK, kCancelled or kDeadlineExceeded. Long work asks between its steps.
  [[nodiscard]] Status Check() const;
};

}  // namespace cutline
