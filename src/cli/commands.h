#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace cutline::cli {

// Every command of the program, in the order of help. `program` must outlive them.
[[nodiscard]] std::vector<Command> Commands(const Program& program);

// The command that the first words name, and how many words that took. kInvalidArgument
// names the nearest command; a group alone is not enough.
struct Found {
  const Command* command = nullptr;
  std::string path;  // "models list"
  std::size_t words = 0;
};
[[nodiscard]] Result<Found> FindCommand(std::span<const Command> commands,
                                        std::span<const std::string> words);

// One file each.
[[nodiscard]] Command TaskCommand(const TaskSummary& task, const Program& program);
[[nodiscard]] Command TesseractCommand();  // where there is a task "ocr"
[[nodiscard]] Command ServeCommand(const Program& program);
[[nodiscard]] Command ModelsCommand(const Program& program);
[[nodiscard]] Command ConfigCommand(const Program& program);
[[nodiscard]] Command DoctorCommand(const Program& program);
[[nodiscard]] Command VersionCommand();
[[nodiscard]] Command CompletionCommand();
[[nodiscard]] Command ManCommand();
[[nodiscard]] Command HelpCommand();

}  // namespace cutline::cli
