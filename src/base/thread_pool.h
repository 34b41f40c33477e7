#pragma once
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace cutline {

// A fixed number of threads that compute, with a bounded queue before them. Work
// must not wait for I/O or for other work of the same pool. The destructor runs
// what is queued, then ends the threads. Thread-safe.
class ThreadPool {
 public:
  using Work = std::move_only_function<void()>;

  // REQUIRES: threads >= 1. `name` shows in debuggers (15 characters at most).
  ThreadPool(const std::string& name, std::size_t threads, std::size_t max_queued);
  ~ThreadPool();

  // False when the queue is full or the pool is ending; `work` is then not run.
  [[nodiscard]] bool TrySubmit(Work work);

  [[nodiscard]] std::size_t threads() const { return threads_.size(); }

 private:
  void Run();

  const std::size_t max_queued_;
  Mutex mutex_;
  CondVar changed_;
  std::deque<Work> queue_ GUARDED_BY(mutex_);
  bool ending_ GUARDED_BY(mutex_) = false;
  std::vector<std::jthread> threads_;
};

}  // namespace cutline
