#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/status.h"

namespace cutline::telemetry {

enum class Level { kDebug, kInfo, kWarning, kError, kOff };
enum class LogFormat { kText, kJson };

struct LogOptions {
  Level level = Level::kInfo;
  LogFormat format = LogFormat::kText;
};

[[nodiscard]] Result<Level> ParseLevel(std::string_view text);

// A value of a log line. Never image content, never a secret.
struct Field {
  std::string_view key;
  std::variant<std::string, double, std::int64_t, bool> value;
};

// The one global of the program: where lines go (stderr). InitLog is called once, at
// start; before it, warnings and errors print as text. Log() is thread-safe, and never
// waits for a slow or closed pipe: lines are then dropped and counted.
void InitLog(const LogOptions& options);
void ShutdownLog();  // writes what is queued
void Log(Level level, std::string_view message, std::vector<Field> fields = {});
[[nodiscard]] std::uint64_t DroppedLogLines();

}  // namespace cutline::telemetry
