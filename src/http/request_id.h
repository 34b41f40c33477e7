#pragma once
#include <string>
#include <string_view>

namespace cutline::http {

// The client's own id when it is 1 to 128 characters of [A-Za-z0-9._-], so that it can
// stand in logs and headers as it is; otherwise a made one of 20 characters.
[[nodiscard]] std::string ChooseRequestId(std::string_view sent);

// 20 characters of [0-9a-z], unlike all others in practice (100 random bits); no secret.
[[nodiscard]] std::string RandomId();

}  // namespace cutline::http
