#include "http/answer_slot.h"

namespace cutline::http {
namespace {

class Ticket {
 public:
  explicit Ticket(std::shared_ptr<AnswerSlot> slot) : slot_(std::move(slot)) {}
  Ticket(Ticket&&) noexcept = default;
  Ticket& operator=(Ticket&&) = delete;
  ~Ticket() {
    if (slot_ != nullptr) slot_->Put({.was_dropped = true, .response = {}});
  }
  void operator()(Response response) {
    if (const auto slot = std::exchange(slot_, nullptr))
      slot->Put({.response = std::move(response)});
  }

 private:
  std::shared_ptr<AnswerSlot> slot_;
};

}  // namespace

void AnswerSlot::Put(Answer answer) {
  MutexLock lock(mutex_);
  if (is_settled_) return;
  is_settled_ = true;
  answer_ = std::move(answer);
  if (is_armed_) wake_();
}

std::optional<AnswerSlot::Answer> AnswerSlot::TakeOrArm() {
  MutexLock lock(mutex_);
  if (!answer_) {
    is_armed_ = true;
    return std::nullopt;
  }
  std::optional<Answer> answer = std::move(answer_);
  answer_.reset();
  wake_ = nullptr;
  return answer;
}

void AnswerSlot::Abandon() {
  MutexLock lock(mutex_);
  is_settled_ = true;
  answer_.reset();
  wake_ = nullptr;
}

Responder MakeResponder(std::shared_ptr<AnswerSlot> slot) { return Ticket(std::move(slot)); }

}  // namespace cutline::http
