#pragma once
#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "telemetry/log.h"

namespace cutline::telemetry {

// One line of the log, with its newline:
//   2026-01-01T00:00:00.000Z INFO  message key=value key="two words"
//   {"time":"2026-01-01T00:00:00.000Z","level":"info","message":"…","key":3}
// Whatever the message and values hold, it stays one line of valid UTF-8 without control
// characters, so that no client can forge a line or steer a terminal. A text is cut
// after 4 KiB. REQUIRES: level is not kOff.
[[nodiscard]] std::string FormatLogLine(LogFormat format,
                                        std::chrono::system_clock::time_point time, Level level,
                                        std::string_view message, std::span<const Field> fields);

// "2026-01-01T00:00:00.000Z" (RFC 3339), cut to the millisecond.
[[nodiscard]] std::string FormatTimestamp(std::chrono::system_clock::time_point time);

}  // namespace cutline::telemetry
