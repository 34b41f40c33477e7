#pragma once
#include <exception>
#include <new>
#include <utility>

#include "base/status.h"

namespace cutline {

// What an exception that nobody expected becomes: kResourceExhausted where memory ran out,
// else kInternal.
[[nodiscard]] Status OutOfMemory();
[[nodiscard]] Status UnexpectedException(std::string what);

// Runs `work`, which gives a Status or a Result, and turns whatever it throws into a failure.
// Stands where a thread begins, so that one request's misfortune does not end the others:
// errors are values everywhere else.
template <class Work>
[[nodiscard]] auto Caught(Work&& work) -> decltype(work()) {
  try {
    return std::forward<Work>(work)();
  } catch (const std::bad_alloc&) {
    return internal_status::Fail(OutOfMemory());
  } catch (const std::exception& e) {
    return internal_status::Fail(UnexpectedException(e.what()));
  } catch (...) {
    return internal_status::Fail(UnexpectedException("not a std::exception"));
  }
}

}  // namespace cutline
