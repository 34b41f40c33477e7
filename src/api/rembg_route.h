#pragma once
#include "api/routes.h"

namespace cutline::api {

// POST /api/remove as rembg's server takes it: multipart "file" with model, om (or
// return_mask), ppm as fields and bgc ("R,G,B,A") as field or query; answers PNG with rembg's
// own pixels (task option compat=rembg). What is not there yet (a, dc, vm) is refused when
// switched on, never ignored.
[[nodiscard]] http::Handler RembgRoute(const Services& services);

}  // namespace cutline::api
