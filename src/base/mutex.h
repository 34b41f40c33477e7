#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

// Clang's thread-safety analysis, an error there and nothing elsewhere.
#if defined(__clang__)
#define CUTLINE_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define CUTLINE_THREAD_ANNOTATION(x)
#endif
#define GUARDED_BY(x) CUTLINE_THREAD_ANNOTATION(guarded_by(x))
#define REQUIRES_LOCK(...) CUTLINE_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define EXCLUDES_LOCK(...) CUTLINE_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

namespace cutline {

class CUTLINE_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void Lock() CUTLINE_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void Unlock() CUTLINE_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

class CUTLINE_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) CUTLINE_THREAD_ANNOTATION(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() CUTLINE_THREAD_ANNOTATION(release_capability()) { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits with the mutex released. Wake-ups may be spurious: wait in a loop.
class CondVar {
 public:
  void Wait(Mutex& mutex) REQUIRES_LOCK(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }
  // As Wait, but gives up after `at_most`.
  void WaitFor(Mutex& mutex, std::chrono::steady_clock::duration at_most) REQUIRES_LOCK(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait_for(lock, at_most);
    lock.release();
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace cutline
