#include "cli/commands.h"

#include <fmt/format.h>

namespace cutline::cli {

std::vector<Command> Commands(const Program& program) {
  std::vector<Command> all;
  const std::vector<TaskSummary> tasks = program.task_summaries();
  for (const TaskSummary& task : tasks) all.push_back(TaskCommand(task, program));
  if (std::ranges::find(tasks, "ocr", &TaskSummary::name) != tasks.end()) {
    all.push_back(TesseractCommand());
  }
  all.push_back(ServeCommand(program));
  all.push_back(ModelsCommand(program));
  all.push_back(ConfigCommand(program));
  all.push_back(DoctorCommand(program));
  all.push_back(VersionCommand());
  all.push_back(CompletionCommand());
  all.push_back(ManCommand());
  all.push_back(HelpCommand());
  return all;
}

Result<Found> FindCommand(std::span<const Command> commands, std::span<const std::string> words) {
  Found found;
  std::span<const Command> level = commands;
  while (true) {
    std::vector<std::string_view> names;
    for (const Command& command : level) names.push_back(command.name);
    const std::string help = found.path.empty() ? "cutline help" : "cutline help " + found.path;
    if (found.words == words.size() || words[found.words].starts_with('-')) {
      return std::unexpected(
          InvalidArgument(
              {fmt::format("“cutline {}” needs a command: {}.", found.path, fmt::join(names, ", ")),
               fmt::format("“cutline {}”需要一个子命令：{}。", found.path, fmt::join(names, "、"))})
              .WithHint({fmt::format("See “{}”; options come after the command.", help),
                         fmt::format("参见“{}”；选项写在命令之后。", help)}));
    }
    const std::string& word = words[found.words];
    const auto match = std::find_if(level.begin(), level.end(),
                                    [&](const Command& command) { return command.name == word; });
    if (match == level.end()) {
      const std::string_view near = Nearest(word, names);
      Status status = InvalidArgument({fmt::format("There is no command “{}”.", word),
                                       fmt::format("没有名为“{}”的命令。", word)});
      if (near.empty()) {
        return std::unexpected(std::move(status).WithHint(
            {fmt::format("See “{}”.", help), fmt::format("参见“{}”。", help)}));
      }
      return std::unexpected(std::move(status).WithHint(
          {fmt::format("Did you mean “{}”?", near), fmt::format("是否想写“{}”？", near)}));
    }
    found.path += (found.path.empty() ? "" : " ") + match->name;
    ++found.words;
    if (match->children.empty()) {
      found.command = &*match;
      return found;
    }
    level = match->children;
  }
}

}  // namespace cutline::cli
