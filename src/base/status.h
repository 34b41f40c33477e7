#pragma once
#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cutline {

// Why something failed, chosen by what the caller does next. Two tables turn a
// code into what a person sees: api/problem (HTTP) and cli/exit_code (shell).
enum class Code : unsigned char {
  kOk,
  kInvalidArgument,    // the request itself is wrong: mend an option and send it again
  kNotFound,           // a named thing (model, task, file, route) does not exist
  kAlreadyExists,      // would overwrite: say --force or choose another name
  kUnsupported,        // a kind of input that is not read: convert it first
  kUnprocessable,      // a kind that is read, but this one is damaged
  kTooLarge,           // beyond a limit: shrink it or raise the limit
  kResourceExhausted,  // full right now: the same call works later
  kUnavailable,        // a part is missing or not ready (weights, start-up, drain)
  kDeadlineExceeded,   // out of time
  kCancelled,          // whoever asked is gone
  kIo,                 // disk or network failed
  kInternal,           // ours to mend
};

// "kNotFound" -> "not-found": stable names for logs, metrics and problem types.
[[nodiscard]] std::string_view CodeName(Code code);

// What a person reads, in both languages. An empty `zh` falls back to `en`.
struct Sentence {
  std::string en;
  std::string zh;

  Sentence() = default;
  Sentence(std::string english, std::string chinese = {})
      : en(std::move(english)), zh(std::move(chinese)) {}
  Sentence(const char* english) : en(english) {}
  [[nodiscard]] bool empty() const { return en.empty(); }
};

// The outcome of an operation. OK costs a null pointer. Immutable once built,
// so it may be read from several threads.
class [[nodiscard]] Status {
 public:
  Status() = default;                    // OK
  Status(Code code, Sentence sentence);  // REQUIRES: code != kOk, sentence not empty
  Status(const Status& other);
  Status& operator=(const Status& other);
  Status(Status&&) noexcept = default;
  Status& operator=(Status&&) noexcept = default;
  ~Status() = default;

  // Builders: `return InvalidArgument("…").WithField("width");`
  Status WithField(std::string field) &&;               // which option or form field is at fault
  Status WithHint(Sentence hint) &&;                    // what to do about it, one sentence
  Status WithDetail(std::string detail) &&;             // for the log only: decoder text, errno
  Status WithRetryAfter(std::chrono::milliseconds) &&;  // when the same call may work

  [[nodiscard]] bool ok() const { return rep_ == nullptr; }
  [[nodiscard]] Code code() const { return rep_ ? rep_->code : Code::kOk; }
  [[nodiscard]] const Sentence& sentence() const;
  [[nodiscard]] const Sentence& hint() const;
  [[nodiscard]] std::string_view field() const;
  [[nodiscard]] std::string_view detail() const;
  [[nodiscard]] std::optional<std::chrono::milliseconds> retry_after() const;

  // One line for the log: code, sentence, field and detail.
  [[nodiscard]] std::string ToString() const;

 private:
  struct Rep {
    Code code;
    Sentence sentence;
    Sentence hint;
    std::string field;
    std::string detail;
    std::optional<std::chrono::milliseconds> retry_after;
  };
  std::unique_ptr<Rep> rep_;  // null means OK
};

template <class T>
using Result = std::expected<T, Status>;

[[nodiscard]] Status InvalidArgument(Sentence sentence);
[[nodiscard]] Status NotFound(Sentence sentence);
[[nodiscard]] Status AlreadyExists(Sentence sentence);
[[nodiscard]] Status Unsupported(Sentence sentence);
[[nodiscard]] Status Unprocessable(Sentence sentence);
[[nodiscard]] Status TooLarge(Sentence sentence);
[[nodiscard]] Status ResourceExhausted(Sentence sentence);
[[nodiscard]] Status Unavailable(Sentence sentence);
[[nodiscard]] Status IoError(Sentence sentence);
[[nodiscard]] Status Internal(Sentence sentence);

}  // namespace cutline

// Hands a failure of `expression` (a Status) to the caller.
#define CUTLINE_RETURN_IF_ERROR(expression)                        \
  do {                                                             \
    if (::cutline::Status status_ = (expression); !status_.ok()) { \
      return ::cutline::internal_status::Fail(std::move(status_)); \
    }                                                              \
  } while (false)

// CUTLINE_ASSIGN_OR_RETURN(Image image, Decode(bytes)); the variable lives on.
#define CUTLINE_ASSIGN_OR_RETURN(declaration, expression) \
  CUTLINE_ASSIGN_OR_RETURN_(CUTLINE_CONCAT_(result_, __LINE__), declaration, expression)
#define CUTLINE_ASSIGN_OR_RETURN_(result, declaration, expression)                 \
  auto result = (expression);                                                      \
  if (!result) return ::cutline::internal_status::Fail(std::move(result).error()); \
  declaration = std::move(*result)
#define CUTLINE_CONCAT_(a, b) CUTLINE_CONCAT_2_(a, b)
#define CUTLINE_CONCAT_2_(a, b) a##b

namespace cutline::internal_status {
// Converts to what the enclosing function returns: a Status or any Result<T>.
struct Fail {
  explicit Fail(Status&& failed) : status(std::move(failed)) {}
  operator Status() && { return std::move(status); }
  template <class T>
  operator std::expected<T, Status>() && {
    return std::unexpected(std::move(status));
  }
  Status status;
};
}  // namespace cutline::internal_status
