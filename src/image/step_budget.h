#pragma once
#include <cstdint>

namespace cutline::image {

// How far a walk over a hostile file may still go. Each box, entry, marker or chunk costs
// a step, so the time for a header is bounded by its budget, whatever the file repeats,
// shares or overlaps. A walk that finds the budget spent ends early: whoever owns the
// budget asks spent() before trusting what was found.
class StepBudget {
 public:
  explicit StepBudget(std::int64_t steps) : left_(steps) {}

  // False when there is none left.
  [[nodiscard]] bool Take() {
    if (left_ > 0) {
      --left_;
      return true;
    }
    spent_ = true;
    return false;
  }
  // True once a step was refused.
  [[nodiscard]] bool spent() const { return spent_; }

 private:
  std::int64_t left_;
  bool spent_ = false;
};

}  // namespace cutline::image
