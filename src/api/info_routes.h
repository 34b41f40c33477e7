#pragma once
#include "api/routes.h"

namespace cutline::api {

[[nodiscard]] http::Handler ModelsRoute(const Services& services);  // every model and its state
[[nodiscard]] http::Handler LiveRoute();  // 200 as long as the process answers
[[nodiscard]] http::Handler ReadyRoute(const Services& services);  // 200 or 503 with the reason
[[nodiscard]] http::Handler VersionRoute();
[[nodiscard]] http::Handler MetricsRoute(const Services& services);  // Prometheus text format
[[nodiscard]] http::Handler IndexRoute(const Services& services);    // where to find what

}  // namespace cutline::api
