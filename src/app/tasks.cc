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

task::Registry MakeTasks(inference::ModelPool& models, const Settings& settings) {
  const OptionValues& values = settings.values();
  const image::DecodeLimits limits{.max_pixels = values.Integer("max-pixels"),
                                   .max_side = static_cast<int>(values.Integer("max-side"))};
  task::Registry tasks;
  tasks.Add(std::make_unique<matting::RemoveTask>(
      models, matting::RemoveTaskOptions{.default_model = settings.model(),
                                         .default_precision = values.Text("precision"),
                                         .limits = limits}));
  return tasks;
}

}  // namespace cutline::app
