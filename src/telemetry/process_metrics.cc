#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <sstream>

#include "telemetry/metrics.h"

namespace cutline::telemetry {
namespace {

// Fields of /proc/self/stat as proc(5) numbers them, from the state (3) on. The command's
// name before them may hold blanks and parentheses.
std::optional<double> ReadStatField(int number) {
  std::ifstream file("/proc/self/stat");
  std::string line;
  if (!std::getline(file, line)) return {};
  const std::size_t end = line.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream fields(line.substr(end + 1));
  std::string field;
  for (int i = 3; i <= number; ++i) {
    if (!(fields >> field)) return {};
  }
  std::istringstream text(field);
  double value = 0;
  return text >> value ? std::optional(value) : std::nullopt;
}

double Seconds(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// The kernel counts ticks from boot to start; the time of day of boot is what remains
// when the time since boot is taken off now.
double StartTime() {
  const double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  const auto started = ReadStatField(22);
  const double now = Seconds(CLOCK_REALTIME);
  return started ? now - Seconds(CLOCK_BOOTTIME) + *started / ticks : now;
}

double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  if (!(file >> total >> resident)) return std::numeric_limits<double>::quiet_NaN();
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double OpenFiles() {
  std::error_code error;
  std::filesystem::directory_iterator files("/proc/self/fd", error);
  double count = -1;  // less the one that reads the folder
  while (!error && files != std::filesystem::directory_iterator()) {
    ++count;
    files.increment(error);
  }
  return error ? std::numeric_limits<double>::quiet_NaN() : count;
}

double MaxFiles() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<double>::quiet_NaN();
  return limit.rlim_cur == RLIM_INFINITY ? std::numeric_limits<double>::infinity()
                                         : static_cast<double>(limit.rlim_cur);
}

}  // namespace

void AddProcessMetrics(Registry& registry) {
  registry.AddCallback("process_cpu_seconds_total", "User and system CPU time spent, in seconds.",
                       "counter", {}, [] { return Seconds(CLOCK_PROCESS_CPUTIME_ID); });
  registry.AddCallback("process_resident_memory_bytes", "Memory held in RAM, in bytes.", "gauge",
                       {}, &ResidentBytes);
  registry.AddCallback("process_open_fds", "Open file descriptors.", "gauge", {}, &OpenFiles);
  registry.AddCallback("process_max_fds", "Most file descriptors that may be open.", "gauge", {},
                       &MaxFiles);
  registry
      .AddGauge("process_start_time_seconds", "When the process started, in seconds since 1970.")
      .Set(StartTime());
  registry.AddCallback("process_threads", "Threads of the process.", "gauge", {}, [] {
    return ReadStatField(20).value_or(std::numeric_limits<double>::quiet_NaN());
  });
}

}  // namespace cutline::telemetry
