#include <fmt/format.h>

#include <array>

#include "cli/models.h"
#include "cli/progress.h"

namespace cutline::cli {
namespace {

constexpr std::array kPull = {
    OptionDecl{
        .name = "url",
        .type = OptionType::kText,
        .help = "Fetch from this address instead of upstream; the hash is checked all the same",
        .help_zh = "从此地址下载（仍会校验哈希）",
        .metavar = "URL"},
};
constexpr std::array kImport = {
    OptionDecl{.name = "force", .help = "Replace a file that is there", .help_zh = "替换已有文件"},
};

Result<Exit> RunPull(Invocation& invocation) {
  Console& console = invocation.console;
  const std::string& url = invocation.own.Text("url");
  CUTLINE_ASSIGN_OR_RETURN(const auto entries, FindModels(invocation.program, invocation.operands));
  if (!url.empty() && entries.size() > 1) {
    return std::unexpected(
        InvalidArgument({"--url fetches one model at a time.", "--url 一次只能下载一个模型。"})
            .WithField("url"));
  }
  const SteadyClock clock;
  for (const models::ModelEntry* entry : entries) {
    // What the user agrees to is said before a byte is fetched.
    if (!entry->licence_note.empty()) {
      console.Err(fmt::format("{}: {}\n", entry->name, entry->licence_note));
    } else {
      console.Err(
          fmt::format("{}: {} {}\n", entry->name, console.Say("licence", "许可"), entry->licence));
    }
    ProgressBar bar(console, clock);
    const auto located = invocation.program.store().Pull(
        *entry, url,
        [&](const models::Progress& progress) {
          bar.Update({progress.done, progress.total, 0, true, {}});
        },
        Context{clock, Deadline(), invocation.interrupted});
    bar.Clear();
    if (!located) return std::unexpected(located.error());
    console.Out(fmt::format("{}\n", located->path.string()));
  }
  return Exit::kOk;
}

Result<Exit> RunImport(Invocation& invocation) {
  CUTLINE_ASSIGN_OR_RETURN(const models::ModelEntry* entry,
                           invocation.program.catalogue().Find(invocation.operands[0]));
  CUTLINE_ASSIGN_OR_RETURN(const models::Located located,
                           invocation.program.store().Import(*entry, invocation.operands[1],
                                                             invocation.own.Flag("force")));
  invocation.console.Out(fmt::format("{}\n", located.path.string()));
  return Exit::kOk;
}

// Without names: every model that is there. Goes on after a bad one, as a batch does.
Result<Exit> RunVerify(Invocation& invocation) {
  Program& program = invocation.program;
  Console& console = invocation.console;
  CUTLINE_ASSIGN_OR_RETURN(auto entries, FindModels(program, invocation.operands));
  if (invocation.operands.empty()) {
    for (const models::ModelEntry& entry : program.catalogue().entries()) {
      if (program.store().Locate(entry).state != models::State::kAbsent) entries.push_back(&entry);
    }
  }
  Exit exit = Exit::kOk;
  for (const models::ModelEntry* entry : entries) {
    const auto located = program.store().Verify(*entry);
    if (located) {
      console.Out(fmt::format("{}: {}\n", entry->name, console.Say("good", "完好")));
      continue;
    }
    console.Error(located.error(), entry->name);
    exit = entries.size() == 1 ? ExitFor(located.error().code()) : Exit::kSomeFailed;
  }
  return exit;
}

Result<Exit> RunRemove(Invocation& invocation) {
  CUTLINE_ASSIGN_OR_RETURN(const auto entries, FindModels(invocation.program, invocation.operands));
  for (const models::ModelEntry* entry : entries) {
    CUTLINE_RETURN_IF_ERROR(invocation.program.store().Remove(*entry));
  }
  return Exit::kOk;
}

}  // namespace

Command ModelsPullCommand() {
  Command command;
  command.name = "pull";
  command.summary = {"Download models and check them", "下载并校验模型"};
  command.description = {
      "An interrupted download goes on where it stopped. The licence is shown first.",
      "中断的下载会从断点继续；下载前先显示许可说明。"};
  command.operands = "MODEL…";
  command.kind = OperandKind::kModel;
  command.min_operands = 1;
  command.max_operands = Command::kMany;
  command.own = {kPull.begin(), kPull.end()};
  command.run = RunPull;
  return command;
}

Command ModelsImportCommand() {
  Command command;
  command.name = "import";
  command.summary = {"Copy a model's file in, after checking it", "校验后导入模型文件"};
  command.operands = "MODEL FILE";
  command.kind = OperandKind::kModel;
  command.min_operands = 2;
  command.max_operands = 2;
  command.own = {kImport.begin(), kImport.end()};
  command.run = RunImport;
  return command;
}

Command ModelsVerifyCommand() {
  Command command;
  command.name = "verify";
  command.summary = {
      "Check the files of models: hash, shape (all that are there, if none is named)",
      "校验模型文件的哈希与结构（不指名则校验全部已有模型）"};
  command.operands = "[MODEL]…";
  command.kind = OperandKind::kModel;
  command.max_operands = Command::kMany;
  command.run = RunVerify;
  return command;
}

Command ModelsRemoveCommand() {
  Command command;
  command.name = "remove";
  command.summary = {"Delete the files of models", "删除模型文件"};
  command.operands = "MODEL…";
  command.kind = OperandKind::kModel;
  command.min_operands = 1;
  command.max_operands = Command::kMany;
  command.run = RunRemove;
  return command;
}

}  // namespace cutline::cli
