#pragma once
#include <string>

#include "api/routes.h"

namespace cutline::api {

// The OpenAPI 3.1 description of every route, generated from the tasks' declarations.
// `max_files`: pictures a request.
[[nodiscard]] std::string OpenApiDocument(const task::Registry& tasks, std::size_t max_files);

[[nodiscard]] http::Handler OpenApiRoute(const Services& services);

}  // namespace cutline::api
