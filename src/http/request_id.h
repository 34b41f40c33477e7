#pragma once
#include <string>
#include <string_view>

namespace cutline::http {

// The client's own id when it is 1 to 128 characters of [A-Za-z0-9._-], so that it can
// stand in logs and headers as it is; otherwise a made one of 20 characters.
[[nodiscard]] std::string ChooseRequestId(std::string_view sent);

}  // namespace cutline::http
