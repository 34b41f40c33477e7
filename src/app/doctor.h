#pragma once
#include <vector>

#include "app/rooms.h"
#include "cli/program.h"

namespace cutline::app {

// What `cutline doctor` finds: CPU, memory, file limits, models folder, default model and
// its precision, the parts that tasks need, each with what to do about it. `rooms` is an error
// where they could not be built.
[[nodiscard]] std::vector<cli::Check> Examine(const Settings& settings,
                                              const models::Catalogue& catalogue,
                                              const models::Store& store,
                                              const Result<Rooms*>& rooms);

}  // namespace cutline::app
