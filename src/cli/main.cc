#include "cli/main.h"

#include <fmt/format.h>

#include "base/caught.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/parse.h"
#include "cli/tesseract.h"

namespace cutline::cli {
namespace {

Status CheckOperands(const Found& found, const std::vector<std::string>& operands) {
  const Command& command = *found.command;
  const Sentence hint = {fmt::format("Usage: {}", UsageOf(found)),
                         fmt::format("用法：{}", UsageOf(found))};
  if (operands.size() < command.min_operands) {
    return InvalidArgument({fmt::format("“cutline {}” needs {}.", found.path, command.operands),
                            fmt::format("“cutline {}”缺少参数 {}。", found.path, command.operands)})
        .WithHint(hint);
  }
  if (operands.size() > command.max_operands) {
    const std::string& extra = operands[command.max_operands];
    return InvalidArgument({fmt::format("“{}” is one argument too many.", extra),
                            fmt::format("多余的参数“{}”。", extra)})
        .WithHint(hint);
  }
  if (command.kind == OperandKind::kWords) {
    const std::vector<std::string_view> words(command.words.begin(), command.words.end());
    for (const std::string& operand : operands) {
      if (std::find(words.begin(), words.end(), operand) != words.end()) continue;
      return InvalidArgument(
          {fmt::format("“{}” is none of {}.", operand, fmt::join(words, ", ")),
           fmt::format("“{}”不在可选值 {} 之中。", operand, fmt::join(words, "、"))});
    }
  }
  return {};
}

// Which group of the command each assignment belongs to.
Status Route(const Command& command, std::vector<Assignment> options, Invocation& invocation) {
  invocation.own = OptionValues(command.own);
  for (Assignment& option : options) {
    if (FindOption(command.own, option.name) != nullptr) {
      CUTLINE_RETURN_IF_ERROR(invocation.own.Set(option.name, option.text, option.origin));
    } else if (FindOption(command.task, option.name) != nullptr) {
      invocation.given.push_back(std::move(option));
    } else {
      invocation.setup.push_back(std::move(option));
    }
  }
  return {};
}

Exit Failed(Console& console, const Status& status, Exit exit) {
  console.Error(status);
  return exit;
}

Exit Run(std::span<const std::string> arguments, Program& program, Console& console,
         std::stop_token interrupted) {
  const std::vector<Command> commands = Commands(program);
  std::vector<std::string> words(arguments.begin(), arguments.end());
  if (words.empty()) {
    console.Err(ProgramHelp(commands, console));
    return Exit::kUsage;
  }
  if (words[0] == "--version" || words[0] == "-V") words[0] = "version";
  if (words[0] == "--help" || words[0] == "-h") words[0] = "help";
  if (words.size() > 1 && (words.back() == "--help" || words.back() == "-h")) {
    // `cutline models --help` asks about a group, which is no command of its own.
    for (const Command& command : commands) {
      if (command.name != words[0] || command.children.empty() || words.size() > 2) continue;
      console.Out(GroupHelp(command, console));
      return Exit::kOk;
    }
  }

  const auto found = FindCommand(commands, words);
  if (!found) return Failed(console, found.error(), Exit::kUsage);
  const Command& command = *found->command;
  const std::vector<OptionDecl> decls = command.Declarations();
  const std::span<const std::string> rest = std::span(words).subspan(found->words);
  auto parsed =
      command.verbatim
          ? Result<ParsedArguments>({.options = {}, .operands = {rest.begin(), rest.end()}})
          : ParseArguments(decls, rest);
  if (!parsed) return Failed(console, parsed.error(), Exit::kUsage);
  if (parsed->help) {
    console.Out(CommandHelp(*found, console));
    return Exit::kOk;
  }
  if (const Status bad = CheckOperands(*found, parsed->operands); !bad.ok()) {
    return Failed(console, bad, Exit::kUsage);
  }

  Invocation invocation{program, console, std::move(interrupted),     {},
                        {},      {},      std::move(parsed->operands)};
  if (const Status bad = Route(command, std::move(parsed->options), invocation); !bad.ok()) {
    return Failed(console, bad, Exit::kUsage);
  }
  if (command.configure) {
    if (const Status bad = program.Configure(invocation.setup); !bad.ok()) {
      const bool wrong = bad.code() == Code::kInvalidArgument;
      return Failed(console, bad, wrong ? Exit::kConfiguration : ExitFor(bad.code()));
    }
    for (const Sentence& warning : program.warnings()) console.Warn(warning);
  }
  const Result<Exit> outcome = Caught([&] { return command.run(invocation); });
  if (!outcome) return Failed(console, outcome.error(), ExitFor(outcome.error().code()));
  return *outcome;
}

}  // namespace

std::vector<std::string> WordsOf(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (argc > 0 && IsTesseract(argv[0])) words.insert(words.begin(), "tesseract");
  return words;
}

int Main(std::span<const std::string> arguments, Program& program, Console& console,
         std::stop_token interrupted) {
  Exit exit = Run(arguments, program, console, std::move(interrupted));
  if (const Status status = console.Flush(); !status.ok()) {
    console.Error(status);
    if (exit == Exit::kOk) exit = ExitFor(status.code());
  }
  return static_cast<int>(exit);
}

}  // namespace cutline::cli
