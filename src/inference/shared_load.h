#pragma once
#include <functional>
#include <memory>

#include "base/mutex.h"
#include "base/status.h"

namespace cutline::inference {

// A value that is costly to make: whoever asks first makes it, those who ask meanwhile
// wait and share the outcome, later ones get it at once. A failure goes to all that waited
// for it and is then forgotten: who asks after that tries again. Thread-safe.
template <class T>
class SharedLoad {
 public:
  using Value = std::shared_ptr<T>;

  // `make` runs without the lock. REQUIRES: it does not call Get of the same object.
  [[nodiscard]] Result<Value> Get(const std::function<Result<Value>()>& make) {
    std::shared_ptr<Attempt> attempt;
    {
      MutexLock lock(mutex_);
      if (value_) return value_;
      if (attempt_) {
        attempt = attempt_;
        while (!attempt->ended) changed_.Wait(mutex_);
        if (attempt->failure.ok()) return value_;
        return std::unexpected(attempt->failure);
      }
      attempt = attempt_ = std::make_shared<Attempt>();
    }
    Result<Value> made = std::unexpected(Internal({"Loading broke off.", "加载中断。"}));
    try {
      made = make();
    } catch (...) {
      End(*attempt, made);  // or those who wait would wait for ever
      throw;
    }
    End(*attempt, made);
    return made;
  }

  [[nodiscard]] Value Peek() const {  // null while there is none
    MutexLock lock(mutex_);
    return value_;
  }

 private:
  struct Attempt {
    bool ended = false;
    Status failure;
  };

  void End(Attempt& attempt, const Result<Value>& made) {
    {
      MutexLock lock(mutex_);
      attempt.ended = true;
      if (made) {
        value_ = *made;
      } else {
        attempt.failure = made.error();
      }
      attempt_.reset();
    }
    changed_.NotifyAll();
  }

  mutable Mutex mutex_;
  CondVar changed_;
  Value value_ GUARDED_BY(mutex_);
  std::shared_ptr<Attempt> attempt_ GUARDED_BY(mutex_);  // null when nobody makes it
};

}  // namespace cutline::inference
