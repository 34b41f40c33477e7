#include <fmt/format.h>

#include <array>

#include "cli/models.h"
#include "cli/table.h"

namespace cutline::cli {
namespace {

constexpr std::array kJson = {
    OptionDecl{.name = "json", .help = "Print JSON", .help_zh = "输出 JSON"},
};

std::string_view StateWord(const Console& console, std::string_view state) {
  if (state == "absent") return console.Say(state, "未下载");
  if (state == "present") return console.Say(state, "未校验");
  if (state == "verified") return console.Say(state, "已校验");
  return console.Say(state, "已载入");
}

Result<Exit> RunList(Invocation& invocation) {
  Console& console = invocation.console;
  std::vector<ModelView> views;
  for (const models::ModelEntry& entry : invocation.program.catalogue().entries()) {
    views.push_back(ViewOf(invocation.program, entry));
  }
  if (invocation.own.Flag("json")) {
    console.Out(ToJson(views));
    return Exit::kOk;
  }
  const auto word = [&](std::string_view en, std::string_view zh) {
    return std::string(console.Say(en, zh));
  };
  Table table({word("MODEL", "模型"), word("STATE", "状态"), word("SIZE", "大小"),
               word("PRECISION", "精度"), word("LICENCE", "许可"), word("COMMERCIAL", "可商用"),
               word("WHAT IT IS", "说明")});
  for (const ModelView& view : views) {
    const models::ModelEntry& entry = *view.entry;
    table.Add({entry.name, std::string(StateWord(console, view.state)),
               entry.bytes > 0 ? FormatBytes(entry.bytes) : "-",
               view.plan ? view.plan->precision : "-", entry.licence,
               entry.commercial_use ? word("yes", "是") : word("no", "否"), entry.title});
  }
  console.Out(table.Render());
  return Exit::kOk;
}

void PrintModel(const ModelView& view, Console& console) {
  const models::ModelEntry& entry = *view.entry;
  const auto line = [&](std::string_view en, std::string_view zh, const std::string& value) {
    if (!value.empty())
      console.Out(fmt::format("{}{} {}\n", console.Say(en, zh), console.Say(":", "："), value));
  };
  console.Out(fmt::format("{} — {}\n", entry.name, entry.title));
  line("state", "状态", std::string(StateWord(console, view.state)));
  line("file", "文件", view.located.path.string());
  if (entry.bytes > 0)
    line("size", "大小", fmt::format("{} ({})", FormatBytes(entry.bytes), entry.bytes));
  line("sha256", "sha256", entry.sha256.empty() ? view.located.sha256 : entry.sha256);
  line("md5", "md5", entry.sha256.empty() ? entry.md5 : "");
  line("input", "输入", fmt::format("{}×{}", entry.input.width, entry.input.height));
  line("licence", "许可", entry.licence);
  line("commercial use", "商用",
       std::string(entry.commercial_use ? console.Say("free", "免费")
                                        : console.Say("not free", "不免费")));
  line("note", "备注", entry.licence_note);
  line("upstream", "上游地址", entry.url);
  line("package", "软件包", entry.package);
  if (view.located.state == models::State::kAbsent) line("how to get it", "获取方法", entry.get);
  if (!view.plan) return;
  line("precision in use", "当前精度",
       fmt::format("{} ({})", view.plan->precision, view.plan->reason));
  if (view.plan->measured) {
    const models::PrecisionRow& row = *view.plan->measured;
    line("its measured error", "实测误差",
         models::IsText(entry.output)
             ? fmt::format("CER {:.2f} %, {:.1f} % of lines the same", 100 * row.cer,
                           100 * row.exact_lines)
             : fmt::format("MAE {:.4f} (max {:.4f}), IoU {:.3f} (min {:.3f})", row.mae_mean,
                           row.mae_max, row.iou_mean, row.iou_min));
  }
}

Result<Exit> RunShow(Invocation& invocation) {
  CUTLINE_ASSIGN_OR_RETURN(const auto entries, FindModels(invocation.program, invocation.operands));
  for (const models::ModelEntry* entry : entries) {
    const ModelView view = ViewOf(invocation.program, *entry);
    if (invocation.own.Flag("json")) {
      invocation.console.Out(ToJson(view));
    } else {
      PrintModel(view, invocation.console);
    }
  }
  return Exit::kOk;
}

Result<Exit> RunPath(Invocation& invocation) {
  CUTLINE_ASSIGN_OR_RETURN(const auto entries, FindModels(invocation.program, invocation.operands));
  for (const models::ModelEntry* entry : entries) {
    invocation.console.Out(invocation.program.store().Locate(*entry).path.string() + "\n");
  }
  return Exit::kOk;
}

}  // namespace

Command ModelsListCommand() {
  Command command;
  command.name = "list";
  command.summary = {"Every model with its state", "列出所有模型及其状态"};
  command.description = {"States: absent, present (not checked yet), verified, loaded.",
                         "状态：未下载、未校验、已校验、已载入。"};
  command.own = {kJson.begin(), kJson.end()};
  command.run = RunList;
  return command;
}

Command ModelsShowCommand() {
  Command command;
  command.name = "show";
  command.summary = {"All about a model: licence, source, precision",
                     "某个模型的详情：许可、来源、精度"};
  command.operands = "MODEL…";
  command.kind = OperandKind::kModel;
  command.min_operands = 1;
  command.max_operands = Command::kMany;
  command.own = {kJson.begin(), kJson.end()};
  command.run = RunShow;
  return command;
}

Command ModelsPathCommand() {
  Command command = ModelsShowCommand();
  command.name = "path";
  command.summary = {"Print where a model's file lies, or would lie",
                     "显示模型文件所在（或将在）的路径"};
  command.own = {};
  command.run = RunPath;
  return command;
}

}  // namespace cutline::cli
