#pragma once

namespace cutline::internal_check {
[[noreturn]] void Fail(const char* condition, const char* file, int line);
}  // namespace cutline::internal_check

// Guards an invariant of ours: prints where it broke and ends the process. For
// anything that input, disk or network can cause, return a Status instead.
#define CUTLINE_CHECK(condition)                                                       \
  do {                                                                                 \
    if (!(condition)) ::cutline::internal_check::Fail(#condition, __FILE__, __LINE__); \
  } while (false)
