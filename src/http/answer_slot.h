#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "base/mutex.h"
#include "http/message.h"

namespace cutline::http {

// Where a handler leaves its answer, from any thread, and the connection picks it up.
// Outlives both: a responder may still be held when the server is long gone.
class AnswerSlot {
 public:
  // `wake` is called at most once, from the answering thread, and never after Abandon()
  // has returned; it must not block.
  explicit AnswerSlot(std::function<void()> wake) : wake_(std::move(wake)) {}

  struct Answer {
    bool was_dropped = false;  // no answer will come: `response` says nothing
    Response response;
  };
  void Put(Answer answer);  // the first counts, the rest is ignored
  // The answer, or nothing, after which `wake` will be called once there is one.
  [[nodiscard]] std::optional<Answer> TakeOrArm();
  void Abandon();  // nobody will pick it up

 private:
  Mutex mutex_;
  std::function<void()> wake_ GUARDED_BY(mutex_);
  bool is_armed_ GUARDED_BY(mutex_) = false;
  bool is_settled_ GUARDED_BY(mutex_) = false;  // answered or abandoned
  std::optional<Answer> answer_ GUARDED_BY(mutex_);
};

// Fills the slot when called, or when destroyed uncalled.
[[nodiscard]] Responder MakeResponder(std::shared_ptr<AnswerSlot> slot);

}  // namespace cutline::http
