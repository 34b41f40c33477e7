#include "cli/completion.h"

#include <fmt/format.h>

#include <array>

#include "cli/commands.h"

namespace cutline::cli {
namespace {

constexpr std::array<std::string_view, 6> kPathWords = {"DIR", "FILE", "PATH",
                                                        "OUT", "IN",   "FOLDER"};

Result<Exit> RunCompletion(Invocation& invocation) {
  const std::vector<Command> commands = Commands(invocation.program);
  std::string models;
  for (const models::ModelEntry& entry : invocation.program.catalogue().entries()) {
    models += (models.empty() ? "" : " ") + entry.name;
  }
  const std::string& shell = invocation.operands[0];
  invocation.console.Out(shell == "bash"  ? BashCompletion(commands, models)
                         : shell == "zsh" ? ZshCompletion(commands, models)
                                          : FishCompletion(commands, models));
  return Exit::kOk;
}

}  // namespace

Offer OfferFor(const OptionDecl& decl, std::string_view models) {
  if (decl.type == OptionType::kChoice || decl.type == OptionType::kChoices)
    return {false, fmt::format("{}", fmt::join(decl.choices, " "))};
  if (decl.name == "model") return {false, std::string(models)};
  return {std::find(kPathWords.begin(), kPathWords.end(), decl.metavar) != kPathWords.end(), {}};
}

Offer OfferFor(const Command& command, std::string_view models) {
  switch (command.kind) {
    case OperandKind::kNone:
      return {};
    case OperandKind::kFiles:
      return {true, {}};
    case OperandKind::kModel:
      return {command.max_operands == 2, std::string(models)};  // import: MODEL FILE
    case OperandKind::kWords:
      return {false, fmt::format("{}", fmt::join(command.words, " "))};
  }
  return {};
}

Command CompletionCommand() {
  Command command;
  command.name = "completion";
  command.summary = {"Print the shell's completion script", "打印 shell 补全脚本"};
  command.description = {
      "bash: cutline completion bash > /etc/bash_completion.d/cutline\n"
      "zsh:  cutline completion zsh > a folder of $fpath, as _cutline\n"
      "fish: cutline completion fish > ~/.config/fish/completions/cutline.fish",
      "bash：cutline completion bash > /etc/bash_completion.d/cutline\n"
      "zsh： cutline completion zsh > $fpath 中的目录，文件名 _cutline\n"
      "fish：cutline completion fish > ~/.config/fish/completions/cutline.fish"};
  command.operands = "bash|zsh|fish";
  command.kind = OperandKind::kWords;
  command.words = {"bash", "zsh", "fish"};
  command.min_operands = 1;
  command.max_operands = 1;
  command.configure = false;
  command.run = RunCompletion;
  return command;
}

}  // namespace cutline::cli
