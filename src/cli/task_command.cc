// A task as a command: `cutline remove`, and every later task, by the same file.
#include <fmt/format.h>

#include <array>

#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/side_outputs.h"
#include "cli/task_description.h"
#include "cli/task_options.h"

namespace cutline::cli {
namespace {

constexpr std::array kOwn = {
    OptionDecl{
        .name = "output",
        .letter = 'o',
        .type = OptionType::kText,
        .help = "Where to write: a file, a folder (ending in /), a pattern with {name} {ext} "
                "{parent} {n}, or -",
        .help_zh = "输出位置：文件、目录（以 / 结尾）、含 {name} {ext} {parent} {n} 的模式，或 -",
        .metavar = "OUT"},
    OptionDecl{
        .name = "force", .help = "Overwrite outputs that exist", .help_zh = "覆盖已存在的输出"},
    OptionDecl{.name = "json",
               .help = "Print one JSON object for each input on standard output",
               .help_zh = "在标准输出中为每个输入打印一个 JSON 对象"},
    OptionDecl{.name = "quiet",
               .help = "No progress and no summary, only errors",
               .help_zh = "不显示进度与汇总，只显示错误"},
};

struct Plan {
  std::vector<BatchItem> items;
  const task::Format* format = nullptr;
  std::vector<SideOutput> sides;
};

Result<Plan> MakePlan(const TaskSummary& task, const Invocation& invocation, OptionValues& values) {
  const std::string& out = invocation.own.Text("output");
  CUTLINE_ASSIGN_OR_RETURN(const std::vector<std::string> operands,
                           ExpandGlobs(invocation.operands));
  std::error_code unknown;  // what can't be looked at is told when it is read
  const bool several = operands.size() > 1 || std::filesystem::is_directory(operands[0], unknown);
  const bool folder = IsFolder(out, several);
  if (!out.empty() && out != "-" && !folder) {
    CUTLINE_RETURN_IF_ERROR(ChooseFormatByName(task, out, values));
  }
  Plan plan;
  plan.format = &ExpectedFormat(task, values);
  SearchRules rules{.suffix = out.empty() ? task.suffix : std::string_view(),
                    .out_folders = {},
                    .extra_extensions = task.extra_extensions};
  if (folder) rules.out_folders.emplace_back(out);
  for (const SideFile& side : task.side_files) {
    const std::string& place = invocation.own.Text(side.option);
    if (IsFolder(place, several)) rules.out_folders.emplace_back(place);
  }
  CUTLINE_ASSIGN_OR_RETURN(std::vector<Input> inputs, CollectInputs(operands, rules));
  const Naming naming{.out = out,
                      .suffix = task.suffix,
                      .prints = task.prints,
                      .extension = plan.format->extension};
  CUTLINE_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> outputs,
                           PlanOutputs(naming, inputs));
  CUTLINE_ASSIGN_OR_RETURN(plan.sides,
                           PlanSideOutputs(task, invocation.own, values, naming, inputs, outputs));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    BatchItem item{std::move(inputs[i]), outputs[i], {}};
    for (const SideOutput& side : plan.sides) item.sides.push_back(side.paths[i]);
    plan.items.push_back(std::move(item));
  }
  return plan;
}

Status CheckStdout(const Plan& plan, const Invocation& invocation, bool prints) {
  std::vector<const task::Format*> printed;  // what goes to standard output
  for (const BatchItem& item : plan.items) {
    if (item.output == "-") printed.push_back(plan.format);
    for (std::size_t i = 0; i < item.sides.size(); ++i) {
      if (item.sides[i] == "-") printed.push_back(plan.sides[i].format);
    }
  }
  if (printed.empty()) return {};
  if (invocation.own.Flag("json") && !prints) {
    return InvalidArgument({"The result and --json can't share standard output.",
                            "结果与 --json 不能同时写入标准输出。"})
        .WithField("json")
        .WithHint({"Name a file with -o.", "请用 -o 指定文件。"});
  }
  const auto binary = std::ranges::find(printed, false, &task::Format::is_text);
  const bool mixed = std::ranges::any_of(
      printed, [&](const task::Format* format) { return format != printed.front(); });
  if (printed.size() > 1 && (mixed || binary != printed.end())) {
    return InvalidArgument(
               {"Only one file can go to standard output.", "只能有一个文件写到标准输出。"})
        .WithField("output")
        .WithHint({"Name a folder (end it with /) or a pattern such as 'out/{name}.{ext}' with -o.",
                   "请用 -o 指定目录（以 / 结尾）或模式，例如 'out/{name}.{ext}'。"});
  }
  if (invocation.console.options().out_is_terminal && binary != printed.end()) {
    return InvalidArgument({fmt::format("A {} file is not written to a terminal.", (*binary)->name),
                            fmt::format("不会把 {} 文件写到终端。", (*binary)->name)})
        .WithField("output")
        .WithHint({"Name a file with -o, or redirect standard output.",
                   "请用 -o 指定文件，或重定向标准输出。"});
  }
  return {};
}

// "a.txt, a.tsv": what was saved, leaving out what was printed.
std::string SavedNames(const FileResult& result) {
  std::string names = result.output == "-" ? std::string() : result.output;
  for (const FileResult::More& more : result.more) {
    if (more.output != "-") names += (names.empty() ? "" : ", ") + more.output;
  }
  return names;
}

// A heading tells people which file a text is of; in what programs read it would be a fault.
bool IsForPeople(const task::Format& format) { return format.media_type.starts_with("text/plain"); }

double Total(const FileResult& result) {
  double ms = 0;
  for (const auto& [stage, took] : result.stages_ms) ms += took;
  return ms;
}

Result<Exit> RunTask(const TaskSummary& summary, Invocation& invocation) {
  Program& program = invocation.program;
  Console& console = invocation.console;
  OptionValues values = program.TaskDefaults(summary.name);
  for (const Assignment& given : invocation.given) {
    CUTLINE_RETURN_IF_ERROR(values.Set(given.name, given.text, given.origin));
  }
  // --json of a task that prints is the result itself, a line for each input.
  const bool prints = summary.prints && invocation.own.Text("output").empty();
  if (prints && invocation.own.Flag("json")) {
    CUTLINE_RETURN_IF_ERROR(values.Set("format", "json", "--json"));
  }
  CUTLINE_ASSIGN_OR_RETURN(const Plan plan, MakePlan(summary, invocation, values));
  CUTLINE_RETURN_IF_ERROR(CheckStdout(plan, invocation, prints));
  CUTLINE_ASSIGN_OR_RETURN(const task::Registry* tasks, program.tasks());
  CUTLINE_ASSIGN_OR_RETURN(const task::Task* task, tasks->Find(summary.name));
  CUTLINE_ASSIGN_OR_RETURN(serving::Runner * runner, program.runner());

  const SteadyClock clock;
  const TimePoint start = clock.Now();
  const bool quiet = invocation.own.Flag("quiet");
  const bool rows = invocation.own.Flag("json") && prints;  // the results are the rows
  const bool json = invocation.own.Flag("json") && !prints;
  const bool one = plan.items.size() == 1;
  ProgressBar bar(console, clock);
  std::string last_hint, last_note;
  const auto on_result = [&](const FileResult& result, const BatchSummary& so_far) {
    if (json || rows) bar.Clear();
    if (json) console.Out(ToJson(result, console.options().language));
    if (rows && !result.status.ok()) {
      console.Out(FailureToJson(result, console.options().language));
    }
    (void)console.Flush();  // Main's own flush reports a closed pipe
    for (const auto& [key, value] : result.facts) {
      if (key != "note" || value == last_note) continue;
      bar.Clear();
      console.Warn({value + ".", {}});
      last_note = value;
    }
    if (!result.status.ok() && !one) {
      bar.Clear();
      // The same advice is not repeated for each of a thousand files.
      const std::string& hint = console.Say(result.status.hint());
      console.Error(hint == last_hint ? Status(result.status.code(), result.status.sentence())
                                      : result.status,
                    result.input);
      last_hint = hint;
    }
    if (const std::string saved = SavedNames(result);
        !quiet && one && result.status.ok() && !saved.empty()) {
      console.Err(fmt::format("{} → {} ({:.0f} ms)\n", result.input, saved, Total(result)));
    }
    if (!quiet && !one) {
      bar.Update({so_far.done + so_far.failed, plan.items.size(), so_far.failed, false, {}});
    }
  };

  if (!quiet && !one) bar.Update({0, plan.items.size(), 0, false, {}});
  BatchOptions options{.in_flight = program.batch_width(),
                       .max_input_bytes = program.max_input_bytes(),
                       .force = invocation.own.Flag("force"),
                       .extension = std::string(plan.format->extension),
                       .side_extensions = {},
                       .in_order = prints,
                       .before_printing = [&bar] { bar.Clear(); },
                       .heading = {}};
  for (const SideOutput& side : plan.sides) {
    options.side_extensions.emplace_back(side.format->extension);
  }
  if (prints && !one && IsForPeople(*plan.format)) {
    options.heading = [](const BatchItem& item) {  // as head(1) and tail(1) do
      return fmt::format("==> {} <==\n", item.input.path.string());
    };
  }
  const BatchSummary outcome = RunBatch(plan.items, *task, values, *runner, console, options,
                                        invocation.interrupted, on_result);
  bar.Clear();
  if (!quiet && !one) {
    const double seconds = Milliseconds(clock.Now() - start) / 1e3;
    console.Err(fmt::format(
        fmt::runtime(console.Say("{} done, {} failed, {} not reached, in {:.1f} s ({:.1f}/s)\n",
                                 "完成 {}，失败 {}，未处理 {}，用时 {:.1f} 秒（{:.1f}/秒）\n")),
        outcome.done, outcome.failed, plan.items.size() - outcome.done - outcome.failed, seconds,
        seconds > 0 ? static_cast<double>(outcome.done) / seconds : 0));
  }
  if (outcome.interrupted) return Exit::kInterrupted;
  if (outcome.failed == 0) return Exit::kOk;
  if (one) {  // not printed yet
    console.Error(outcome.first_failure,
                  plan.items[0].input.is_stdin() ? "" : plan.items[0].input.path.string());
    return ExitFor(outcome.first_failure.code());
  }
  return outcome.hopeless ? ExitFor(outcome.first_failure.code()) : Exit::kSomeFailed;
}

}  // namespace

Command TaskCommand(const TaskSummary& task, const Program& program) {
  Command command;
  command.name = task.name;
  command.summary = {std::string(task.summary), std::string(task.summary_zh)};
  command.description = TaskDescription(task);
  command.operands = "IN…";
  command.kind = OperandKind::kFiles;
  command.min_operands = 1;
  command.max_operands = Command::kMany;
  command.own.assign(kOwn.begin(), kOwn.end());
  for (const OptionDecl& side : SideFileDecls(task)) command.own.push_back(side);
  command.task = task.options;
  command.settings = {program.global_options()};
  command.run = [task](Invocation& invocation) { return RunTask(task, invocation); };
  return command;
}

}  // namespace cutline::cli
