#pragma once
#include <vector>

#include "app/settings.h"
#include "cli/program.h"
#include "image/decode.h"
#include "inference/model_pool.h"
#include "task/task.h"

namespace cutline::app {

// The tasks of this program: what the shell says about them before anything is loaded …
[[nodiscard]] std::vector<cli::TaskSummary> TaskSummaries();

// The largest picture that this program takes.
[[nodiscard]] image::DecodeLimits DecodeLimitsOf(const Settings& settings);

// … and the tasks themselves. A new task is one more line in each. `models` must outlive them.
[[nodiscard]] task::Registry MakeTasks(inference::ModelPool& models, const Settings& settings);

}  // namespace cutline::app
