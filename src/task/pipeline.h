#pragma once
#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "task/task.h"

namespace cutline::task {

// A pipeline is a list of named steps over one state. Each step is a free function, so
// that the list itself reads as the algorithm and a step can be tested alone.
template <class State>
struct Step {
  std::string_view stage;  // steps with the same stage add up in the timings
  Status (*run)(State& state, const Context& context);
};

// Adds to a stage's time, which may be new.
inline void AddStage(std::vector<StageTime>& stages, std::string_view stage, Duration took) {
  const auto found = std::ranges::find(stages, stage, &StageTime::stage);
  if (found != stages.end()) {
    found->took += took;
  } else {
    stages.push_back({stage, took});
  }
}

// Runs the steps in order, asking the context before each, so that long work stops soon
// after its client left or its time is over. Adds each step's time to `stages`.
template <class State>
[[nodiscard]] Status RunSteps(std::span<const Step<State>> steps, State& state,
                              const Context& context, std::vector<StageTime>& stages) {
  for (const Step<State>& step : steps) {
    CUTLINE_RETURN_IF_ERROR(context.Check());
    const TimePoint start = context.clock.Now();
    Status status = step.run(state, context);
    AddStage(stages, step.stage, context.clock.Now() - start);
    if (!status.ok()) return status;
  }
  return {};
}

}  // namespace cutline::task
