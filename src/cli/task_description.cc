#include "cli/task_description.h"

#include <fmt/format.h>

namespace cutline::cli {
namespace {

// "text (.txt), json (.json)"
std::string FormatNames(const TaskSummary& task, std::string_view comma) {
  std::string names;
  for (const task::Format& format : task.formats) {
    names += fmt::format("{}{} ({})", names.empty() ? "" : comma, format.name, format.extension);
  }
  return names;
}

Sentence Inputs(const TaskSummary& task) {
  Sentence extra;
  for (const std::string_view extension : task.extra_extensions) {
    extra.en += fmt::format(", a {} file", extension);
    extra.zh += fmt::format("、{} 文件", extension);
  }
  return {fmt::format("IN is a picture{}, a folder (searched through, paths kept), a pattern in "
                      "quotes such as 'scans/*.jpg', or - for standard input. Several inputs run "
                      "at once; one that fails doesn't stop the others.",
                      extra.en),
          fmt::format("IN 可以是图片{}、目录（递归查找，保留相对路径）、带引号的通配模式（如 "
                      "'scans/*.jpg'），或表示标准输入的 -。多个输入同时处理，某个失败不影响其余。",
                      extra.zh)};
}

Sentence Outputs(const TaskSummary& task) {
  if (task.prints) {
    return {
        "Without -o results go to standard output in the order of the inputs, each of several "
        "under a heading with its name. With --json there is a line for each input, failed "
        "ones too.",
        "不给 -o 时，结果按输入顺序写到标准输出；有多个输入时，每个结果前有一行文件名。使用 "
        "--json 时，每个输入（包括失败的）各占一行。"};
  }
  const std::string example = task.suffix.empty() ? "a.EXT" : fmt::format("a.{}.EXT", task.suffix);
  return {fmt::format("Without -o the result of a.jpg lies beside it as {}; that of - goes to "
                      "standard output.",
                      example),
          fmt::format("不给 -o 时，a.jpg 的结果写在旁边，名为 {}；标准输入的结果写到标准输出。",
                      example)};
}

Sentence Formats(const TaskSummary& task) {
  return {fmt::format("The ending of a file named with -o chooses the format: {}.",
                      FormatNames(task, ", ")),
          fmt::format("-o 所给文件名的扩展名决定格式：{}。", FormatNames(task, "、"))};
}

Sentence FurtherFormats(const TaskSummary& task) {
  if (FindOption(task.options, "also") == nullptr) return {};
  Sentence flags;
  for (const SideFile& side : task.side_files) {
    flags.en += fmt::format(" --{} FILE asks for {} and names its file, as -o does.", side.option,
                            side.format);
    flags.zh +=
        fmt::format("--{} FILE 另存 {} 并指定其文件，规则同 -o。", side.option, side.format);
  }
  return {
      "The formats of --also are saved beside the result, under its name with endings of their "
      "own; beside the input where the result goes to standard output." +
          flags.en,
      "--also 所列格式保存在结果旁边，文件名相同、扩展名各异；结果写到标准输出时，保存在输入文件"
      "旁边。" +
          flags.zh};
}

}  // namespace

Sentence TaskDescription(const TaskSummary& task) {
  Sentence all;
  for (const Sentence& part : {Inputs(task), Outputs(task), Formats(task), FurtherFormats(task)}) {
    if (part.empty()) continue;
    all.en += (all.en.empty() ? "" : "\n\n") + part.en;
    all.zh += (all.zh.empty() ? "" : "\n\n") + part.zh;
  }
  return all;
}

}  // namespace cutline::cli
