#pragma once
#include <algorithm>
#include <cstdint>

#include "base/clock.h"

namespace cutline::http {

// Judges whether a client takes its answer fast enough: the whole of it until `end`, and a
// fair share of it in every window before. For one thread.
class WritePace {
 public:
  struct Rule {
    Duration window;          // > 0
    std::int64_t per_window;  // bytes; 0: any
  };
  // `taken`: what the client has of the answer at `start`; below 0 while it still has
  // something from before to take.
  WritePace(Rule rule, TimePoint start, TimePoint end, std::int64_t taken)
      : rule_(rule), end_(end), taken_(taken) {
    Begin(start);
  }

  [[nodiscard]] TimePoint next_look() const { return next_look_; }
  // For the time of next_look(): whether to go on, and if so, until a later next_look().
  [[nodiscard]] bool KeepsUp(TimePoint now, std::int64_t taken) {
    if (now >= end_ || taken - taken_ < rule_.per_window) return false;
    taken_ = taken;
    Begin(now);
    return true;
  }

 private:
  void Begin(TimePoint now) { next_look_ = std::min(end_, now + rule_.window); }

  const Rule rule_;
  const TimePoint end_;
  TimePoint next_look_;
  std::int64_t taken_;  // when the window began
};

}  // namespace cutline::http
