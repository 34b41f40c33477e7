#include "base/thread_pool.h"

#include <pthread.h>

#include <system_error>

#include "base/check.h"

namespace cutline {

ThreadPool::ThreadPool(const std::string& name, std::size_t threads, std::size_t max_queued)
    : max_queued_(max_queued) {
  CUTLINE_CHECK(threads >= 1);
  try {
    for (std::size_t i = 0; i < threads; ++i) {
      threads_.emplace_back([this, name] {
        pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
        Run();
      });
    }
  } catch (const std::system_error&) {
    // Leaving by the exception would join threads that nobody told to end.
    CUTLINE_CHECK(!"the system allows no more threads");
  }
}

ThreadPool::~ThreadPool() {
  {
    MutexLock lock(mutex_);
    ending_ = true;
  }
  changed_.NotifyAll();
}

bool ThreadPool::TrySubmit(Work work) {
  {
    MutexLock lock(mutex_);
    if (ending_ || queue_.size() >= max_queued_) return false;
    queue_.push_back(std::move(work));
  }
  changed_.NotifyOne();
  return true;
}

void ThreadPool::Run() {
  while (true) {
    Work work;
    {
      MutexLock lock(mutex_);
      while (queue_.empty() && !ending_) changed_.Wait(mutex_);
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work();
  }
}

}  // namespace cutline
