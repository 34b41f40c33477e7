#pragma once
#include "base/status.h"
#include "cli/program.h"

namespace cutline::cli {

// What help says of a task's command: inputs, outputs and formats, a paragraph each.
[[nodiscard]] Sentence TaskDescription(const TaskSummary& task);

}  // namespace cutline::cli
