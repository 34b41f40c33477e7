#include <fmt/format.h>

#include <array>

#include "cli/models.h"
#include "cli/progress.h"
#include "cli/table.h"

namespace cutline::cli {
namespace {

constexpr std::array kOwn = {
    OptionDecl{.name = "images",
               .type = OptionType::kText,
               .help = "Folder of pictures to measure on, like those you will use; without it, "
                       "made-up ones",
               .help_zh = "用于测量的照片目录，最好与实际使用的相似；不给则用合成图片",
               .metavar = "DIR"},
    OptionDecl{.name = "json", .help = "Print JSON", .help_zh = "输出 JSON"},
};

std::string RowsTable(const models::ModelEntry& entry,
                      const std::vector<models::PrecisionRow>& rows, const Console& console) {
  const auto word = [&](std::string_view en, std::string_view zh) {
    return std::string(console.Say(en, zh));
  };
  std::vector<std::string> head = {word("PRECISION", "精度"), word("IMAGES/S", "图片/秒")};
  const bool of_text = models::IsText(entry.output);
  const auto measures =
      of_text ? std::vector{word("CER", "字符错误率"), word("EXACT LINES", "完全一致的行")}
              : std::vector{word("MAE MEAN", "MAE 平均"), word("MAE MAX", "MAE 最大"),
                            word("IOU MEAN", "IoU 平均"), word("IOU MIN", "IoU 最小")};
  head.insert(head.end(), measures.begin(), measures.end());
  Table table(head);
  for (const models::PrecisionRow& row : rows) {
    std::vector<std::string> cells = {row.precision, fmt::format("{:.2f}", row.images_per_second)};
    if (of_text) {
      cells.push_back(fmt::format("{:.5f}", row.cer));
      cells.push_back(fmt::format("{:.4f}", row.exact_lines));
    } else {
      for (const double mae : {row.mae_mean, row.mae_max})
        cells.push_back(fmt::format("{:.5f}", mae));
      for (const double iou : {row.iou_mean, row.iou_min})
        cells.push_back(fmt::format("{:.4f}", iou));
    }
    table.Add(cells);
  }
  return table.Render();
}

// Without names: every model that is there and has something to choose.
Result<Exit> RunCalibrate(Invocation& invocation) {
  Program& program = invocation.program;
  Console& console = invocation.console;
  CUTLINE_ASSIGN_OR_RETURN(auto entries, FindModels(program, invocation.operands));
  if (invocation.operands.empty()) {
    for (const models::ModelEntry& entry : program.catalogue().entries()) {
      if (models::CanBeCalibrated(entry) &&
          program.store().Locate(entry).state != models::State::kAbsent) {
        entries.push_back(&entry);
      }
    }
    if (entries.empty()) {
      return std::unexpected(
          Unavailable({"No model is here to calibrate.", "没有可校准的模型。"})
              .WithHint({"See `cutline models list` and `cutline models pull MODEL`.",
                         "参见 `cutline models list` 与 `cutline models pull MODEL`。"}));
    }
  }
  const SteadyClock clock;
  for (const models::ModelEntry* entry : entries) {
    ProgressBar bar(console, clock);
    const auto rows = program.Calibrate(
        entry->name, invocation.own.Text("images"),
        [&](const models::Progress& progress) {
          bar.Update({progress.done, progress.total, 0, false, {}});
        },
        Context{clock, Deadline(), invocation.interrupted});
    bar.Clear();
    if (!rows) return std::unexpected(rows.error());
    if (invocation.own.Flag("json")) {
      console.Out(ToJson(*rows));
      continue;
    }
    console.Out(entry->name + "\n");
    console.Out(RowsTable(*entry, *rows, console));
    if (const auto plan = program.Plan(entry->name, "auto")) {
      console.Out(fmt::format("auto → {} ({})\n", plan->precision, plan->reason));
    }
  }
  return Exit::kOk;
}

}  // namespace

Command ModelsCalibrateCommand() {
  Command command;
  command.name = "calibrate";
  command.summary = {"Measure speed and error of every precision of this CPU, and keep the result",
                     "测量本机各精度的速度与误差并保存结果"};
  command.description = {"What it finds is what --precision auto goes by from then on.",
                         "测量结果此后供 --precision auto 选用。"};
  command.operands = "[MODEL]…";
  command.kind = OperandKind::kModel;
  command.max_operands = Command::kMany;
  command.own = {kOwn.begin(), kOwn.end()};
  command.run = RunCalibrate;
  return command;
}

}  // namespace cutline::cli
