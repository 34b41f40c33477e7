#pragma once
#include <memory>

#include "app/settings.h"
#include "inference/engine.h"
#include "inference/model_pool.h"
#include "inference/precision_plan.h"
#include "models/store.h"
#include "serving/runner.h"
#include "task/task.h"
#include "telemetry/metrics.h"

namespace cutline::app {

// Every room of the program, built in order of dependency and handed to each other: the
// one place where the parts meet. Torn down in reverse.
class Rooms {
 public:
  // kInternal when the inference engine can't be loaded; as the custom model's check fails.
  [[nodiscard]] static Result<std::unique_ptr<Rooms>> Build(const Settings& settings,
                                                            const models::Catalogue& catalogue,
                                                            const models::Store& store,
                                                            const Clock& clock);

  [[nodiscard]] inference::Engine& engine() { return *engine_; }
  [[nodiscard]] const inference::CalibrationStore& calibrations() const { return calibrations_; }
  [[nodiscard]] inference::ModelPool& models() { return models_; }
  [[nodiscard]] const task::Registry& tasks() const { return tasks_; }
  [[nodiscard]] telemetry::Registry& metrics() { return metrics_; }
  [[nodiscard]] serving::Runner& runner() { return runner_; }

 private:
  Rooms(const Settings& settings, std::unique_ptr<inference::Engine> engine,
        const models::Catalogue& catalogue, const models::Store& store, const Clock& clock);

  std::unique_ptr<inference::Engine> engine_;
  inference::CalibrationStore calibrations_;
  inference::ModelPool models_;
  task::Registry tasks_;
  telemetry::Registry metrics_;
  serving::Runner runner_;
};

// How many calls may run and wait, from the settings.
[[nodiscard]] serving::RunnerOptions RunnerOptionsOf(const Settings& settings);

}  // namespace cutline::app
