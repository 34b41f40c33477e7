#pragma once
#include "api/routes.h"
#include "api/task_input.h"

namespace cutline::api {

// POST /v1/<task>: runs the task on each picture and answers with the results (AnswerOf).
// Where the request leaves the format open, its Accept header chooses.
[[nodiscard]] http::Handler TaskRoute(const task::Task& task, const Services& services);

// The same for a route that reads its requests in a way of its own. `read` is called from
// any thread.
using ReadInput = std::function<Result<TaskInput>(http::Request& request, BodyKind kind)>;
[[nodiscard]] http::Handler TaskRoute(const task::Task& task, const Services& services,
                                      const PictureFields& fields, ReadInput read);

// Runs `task` on what was read from `request`, each picture as a call of its own, then answers.
void RunTask(const task::Task& task, const Services& services, const http::Request& request,
             TaskInput input, http::Responder respond);

}  // namespace cutline::api
