#pragma once
#include <string_view>

namespace cutline {

// "0.1.0", from CMakeLists.txt.
[[nodiscard]] std::string_view Version();

}  // namespace cutline
