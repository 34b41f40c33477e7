#pragma once
#include <string>
#include <string_view>

namespace cutline {

// JSON text with its numbers as people write them: 9.2E-2 becomes 0.092, 1E0 becomes 1. The
// values stay the same; what is not a number with an exponent stays as it is. Numbers whose
// shortest form has an exponent (1e-20, 1e+30) keep one.
// REQUIRES: `json` is valid JSON.
[[nodiscard]] std::string PlainNumbers(std::string_view json);

}  // namespace cutline
