#pragma once
#include <span>
#include <string_view>

#include "base/status.h"

namespace cutline::cli {

// What the process returns. One table: `cutline help exit-codes` and the man page print it.
enum class Exit {
  kOk = 0,
  kSomeFailed = 1,
  kUsage = 2,
  kDamaged = 65,  // the numbers from 65 on follow sysexits(3) where it has one
  kNotFound = 66,
  kUnsupported = 67,
  kTooLarge = 68,
  kUnavailable = 69,
  kInternal = 70,
  kExists = 73,
  kIo = 74,
  kBusy = 75,
  kConfiguration = 78,
  kTimedOut = 124,     // as timeout(1)
  kInterrupted = 130,  // as a shell reports SIGINT
};

struct ExitRow {
  Exit exit;
  std::string_view meaning;
  std::string_view meaning_zh;
};

[[nodiscard]] std::span<const ExitRow> ExitTable();
[[nodiscard]] Exit ExitFor(Code code);

}  // namespace cutline::cli
