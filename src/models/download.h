#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "base/context.h"
#include "models/part_file.h"

namespace cutline::models {

struct Progress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0 when the server does not say
};
using OnProgress = std::function<void(const Progress&)>;

struct DownloadOptions {
  std::chrono::milliseconds connect_timeout{15'000};
  // Slower than this for that long counts as a stalled connection.
  long stall_bytes_per_second = 1024;
  std::chrono::seconds stall_time{30};
  std::uint64_t expected_bytes = 0;  // of the whole file; 0 where not known
  std::uint64_t max_bytes = 16ULL << 30;
};

// Fetches http(s) `url` into `part`, going on behind the bytes that are already there
// if the server still has the same version. Redirects are followed, to http(s) only and
// never from https to http. What a broken connection delivered stays in the part.
// Blocks; `progress` (may be null) is called on the caller's thread. Proxies are taken
// from the usual environment variables. kInvalidArgument (the address), kIo with the
// reason, or the context's codes.
[[nodiscard]] Status Download(const std::string& url, PartFile& part,
                              const DownloadOptions& options, const OnProgress& progress,
                              const Context& context);

}  // namespace cutline::models
