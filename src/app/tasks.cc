#include "app/tasks.h"

#include "matting/remove_options.h"
#include "matting/remove_task.h"

namespace cutline::app {

std::vector<cli::TaskSummary> TaskSummaries() {
  using matting::RemoveTask;
  return {{.name = RemoveTask::kName,
           .summary = RemoveTask::kSummary,
           .summary_zh = RemoveTask::kSummaryZh,
           .options = matting::RemoveOptionDecls(),
           .media_types = RemoveTask::kMediaTypes,
           .suffix = "cutout"}};
}

image::DecodeLimits DecodeLimitsOf(const Settings& settings) {
  const OptionValues& values = settings.values();
  return {.max_pixels = values.Integer("max-pixels"),
          .max_side = static_cast<int>(values.Integer("max-side"))};
}

task::Registry MakeTasks(inference::ModelPool& models, const Settings& settings) {
  task::Registry tasks;
  tasks.Add(std::make_unique<matting::RemoveTask>(
      models, matting::RemoveTaskOptions{.default_model = settings.model(),
                                         .default_precision = settings.values().Text("precision"),
                                         .limits = DecodeLimitsOf(settings)}));
  return tasks;
}

}  // namespace cutline::app
