#pragma once
#include <functional>

#include "base/status.h"

namespace cutline {

// Calls `work` with 0 to count - 1 on up to `threads` threads, the calling one among them,
// each number once, in no order. After a failure nothing new begins; returns the first one.
// For steps of milliseconds: threads are made and joined within.
[[nodiscard]] Status ParallelFor(int threads, std::size_t count,
                                 const std::function<Status(std::size_t)>& work);

}  // namespace cutline
