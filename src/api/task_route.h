#pragma once
#include "api/routes.h"
#include "api/task_input.h"

namespace cutline::api {

// POST /v1/<task>: runs the task and answers with its result.
[[nodiscard]] http::Handler TaskRoute(const task::Task& task, const Services& services);

// Runs `task` on what was read from `request`, then answers it. Shared with compatible routes.
void RunTask(const task::Task& task, const Services& services, const http::Request& request,
             TaskInput input, http::Responder respond);

}  // namespace cutline::api
