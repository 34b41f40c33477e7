#include "base/status.h"

#include <fmt/format.h>

#include "base/check.h"

namespace cutline {
namespace {
const Sentence kNoSentence;
}  // namespace

std::string_view CodeName(Code code) {
  switch (code) {
    case Code::kOk:
      return "ok";
    case Code::kInvalidArgument:
      return "invalid-argument";
    case Code::kNotFound:
      return "not-found";
    case Code::kAlreadyExists:
      return "already-exists";
    case Code::kUnsupported:
      return "unsupported";
    case Code::kUnprocessable:
      return "unprocessable";
    case Code::kTooLarge:
      return "too-large";
    case Code::kResourceExhausted:
      return "resource-exhausted";
    case Code::kUnavailable:
      return "unavailable";
    case Code::kDeadlineExceeded:
      return "deadline-exceeded";
    case Code::kCancelled:
      return "cancelled";
    case Code::kIo:
      return "io";
    case Code::kInternal:
      return "internal";
  }
  return "unknown";
}

Status::Status(Code code, Sentence sentence)
    : rep_(std::make_unique<Rep>(Rep{.code = code, .sentence = std::move(sentence)})) {
  CUTLINE_CHECK(code != Code::kOk && !rep_->sentence.empty());
}

Status::Status(const Status& other)
    : rep_(other.rep_ ? std::make_unique<Rep>(*other.rep_) : nullptr) {}

Status& Status::operator=(const Status& other) {
  if (this != &other) rep_ = other.rep_ ? std::make_unique<Rep>(*other.rep_) : nullptr;
  return *this;
}

Status Status::WithField(std::string field) && {
  CUTLINE_CHECK(!ok());
  rep_->field = std::move(field);
  return std::move(*this);
}

Status Status::WithHint(Sentence hint) && {
  CUTLINE_CHECK(!ok());
  rep_->hint = std::move(hint);
  return std::move(*this);
}

Status Status::WithDetail(std::string detail) && {
  CUTLINE_CHECK(!ok());
  rep_->detail = std::move(detail);
  return std::move(*this);
}

Status Status::WithRetryAfter(std::chrono::milliseconds after) && {
  CUTLINE_CHECK(!ok());
  rep_->retry_after = after;
  return std::move(*this);
}

const Sentence& Status::sentence() const { return rep_ ? rep_->sentence : kNoSentence; }
const Sentence& Status::hint() const { return rep_ ? rep_->hint : kNoSentence; }
std::string_view Status::field() const {
  return rep_ ? std::string_view(rep_->field) : std::string_view();
}
std::string_view Status::detail() const {
  return rep_ ? std::string_view(rep_->detail) : std::string_view();
}
std::optional<std::chrono::milliseconds> Status::retry_after() const {
  return rep_ ? rep_->retry_after : std::nullopt;
}

std::string Status::ToString() const {
  if (ok()) return "ok";
  std::string text = fmt::format("{}: {}", CodeName(code()), sentence().en);
  if (!field().empty()) text += fmt::format(" (field {})", field());
  if (!detail().empty()) text += fmt::format(" [{}]", detail());
  return text;
}

Status InvalidArgument(Sentence s) { return {Code::kInvalidArgument, std::move(s)}; }
Status NotFound(Sentence s) { return {Code::kNotFound, std::move(s)}; }
Status AlreadyExists(Sentence s) { return {Code::kAlreadyExists, std::move(s)}; }
Status Unsupported(Sentence s) { return {Code::kUnsupported, std::move(s)}; }
Status Unprocessable(Sentence s) { return {Code::kUnprocessable, std::move(s)}; }
Status TooLarge(Sentence s) { return {Code::kTooLarge, std::move(s)}; }
Status ResourceExhausted(Sentence s) { return {Code::kResourceExhausted, std::move(s)}; }
Status Unavailable(Sentence s) { return {Code::kUnavailable, std::move(s)}; }
Status IoError(Sentence s) { return {Code::kIo, std::move(s)}; }
Status Internal(Sentence s) { return {Code::kInternal, std::move(s)}; }

}  // namespace cutline
