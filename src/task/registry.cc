#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "task/task.h"

namespace cutline::task {

void Registry::Add(std::unique_ptr<Task> task) {
  CUTLINE_CHECK(task != nullptr);
  std::string name(task->name());
  CUTLINE_CHECK(tasks_.emplace(std::move(name), std::move(task)).second);
}

Result<const Task*> Registry::Find(std::string_view name) const {
  if (const auto found = tasks_.find(name); found != tasks_.end()) return found->second.get();
  std::vector<std::string_view> names;
  for (const auto& [known, task] : tasks_) names.push_back(known);
  // The name may be anything that a client wrote: only a short one is repeated.
  constexpr std::size_t kMaxShown = 80;
  Status status = name.size() > kMaxShown
                      ? NotFound({"There is no task with that name.", "没有这个名称的任务。"})
                      : NotFound({fmt::format("There is no task “{}”.", name),
                                  fmt::format("没有名为“{}”的任务。", name)});
  if (const std::string_view near = Nearest(name, names); !near.empty()) {
    return std::unexpected(std::move(status).WithHint(
        {fmt::format("Did you mean “{}”?", near), fmt::format("是否想写“{}”？", near)}));
  }
  if (names.empty()) return std::unexpected(std::move(status));
  return std::unexpected(
      std::move(status).WithHint({fmt::format("The tasks are: {}.", fmt::join(names, ", ")),
                                  fmt::format("可用任务：{}。", fmt::join(names, "、"))}));
}

std::vector<const Task*> Registry::all() const {
  std::vector<const Task*> tasks;
  for (const auto& [name, task] : tasks_) tasks.push_back(task.get());
  return tasks;
}

}  // namespace cutline::task
