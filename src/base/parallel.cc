#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

#include "base/caught.h"
#include "base/mutex.h"

namespace cutline {
namespace {

// False where the machine has no thread left: those that there are do the work.
bool Start(const std::function<void()>& run, std::vector<std::jthread>& threads) {
  try {
    threads.emplace_back(run);
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

}  // namespace

Status ParallelFor(int threads, std::size_t count, const std::function<Status(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  Mutex mutex;
  Status first;
  const auto run = [&] {
    while (!failed) {
      const std::size_t i = next++;
      if (i >= count) return;
      Status status = Caught([&] { return work(i); });
      if (status.ok()) continue;
      MutexLock lock(mutex);
      if (!failed.exchange(true)) first = std::move(status);
    }
  };
  {
    std::vector<std::jthread> helpers;
    const std::size_t wanted = std::min(count, static_cast<std::size_t>(std::max(1, threads)));
    while (helpers.size() + 1 < wanted && Start(run, helpers)) {
    }
    run();
  }
  return first;
}

}  // namespace cutline
