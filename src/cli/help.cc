#include "cli/help.h"

#include "base/check.h"

namespace cutline::cli {
namespace {

Result<Exit> RunHelp(Invocation& invocation) {
  Console& console = invocation.console;
  const std::vector<Command> commands = Commands(invocation.program);
  if (invocation.operands.empty()) {
    console.Out(ProgramHelp(commands, console));
    return Exit::kOk;
  }
  if (invocation.operands[0] == "exit-codes") {
    console.Out(ExitCodeHelp(console));
    return Exit::kOk;
  }
  for (const Command& command : commands) {
    if (command.name == invocation.operands[0] && !command.children.empty() &&
        invocation.operands.size() == 1) {
      console.Out(GroupHelp(command, console));
      return Exit::kOk;
    }
  }
  CUTLINE_ASSIGN_OR_RETURN(const Found found, FindCommand(commands, invocation.operands));
  console.Out(CommandHelp(found, console));
  return Exit::kOk;
}

}  // namespace

Command HelpCommand() {
  Command command;
  command.name = "help";
  command.summary = {"Explain a command, or list exit-codes",
                     "解释某个命令，或列出退出码（exit-codes）"};
  command.operands = "[COMMAND]…";
  command.max_operands = 2;
  command.configure = false;
  command.run = RunHelp;
  return command;
}

}  // namespace cutline::cli
