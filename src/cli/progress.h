#pragma once
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "cli/console.h"

namespace cutline::cli {

struct ProgressState {
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0: unknown
  std::uint64_t failed = 0;
  bool bytes = false;  // done and total count bytes
  Duration elapsed{};
};

// "[#####-----]  5/10  2.5/s  2 s left  1 failed", within `columns`.
[[nodiscard]] std::string RenderProgress(const ProgressState& state, int columns,
                                         Language language);

// One line at the bottom of stderr that is drawn over again; silent where stderr is no
// terminal. Not thread-safe. Console and clock must outlive it.
class ProgressBar {
 public:
  ProgressBar(Console& console, const Clock& clock)
      : console_(console), clock_(clock), start_(clock.Now()) {}
  ~ProgressBar() { Clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Update(ProgressState state);  // `elapsed` is filled in; draws ten times a second at most
  void Clear();                      // before anything else is printed

 private:
  Console& console_;
  const Clock& clock_;
  const TimePoint start_;
  TimePoint drawn_{};
  bool visible_ = false;
};

}  // namespace cutline::cli
