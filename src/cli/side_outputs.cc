#include "cli/side_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/check.h"
#include "cli/task_options.h"

namespace cutline::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kAlso = "also";

const task::Format& FormatNamed(const TaskSummary& task, std::string_view name) {
  const auto found = std::ranges::find(task.formats, name, &task::Format::name);
  CUTLINE_CHECK(found != task.formats.end());
  return *found;
}

// The flag that says where this format goes; null where none does.
const SideFile* FlagFor(const TaskSummary& task, const OptionValues& own, std::string_view format) {
  for (const SideFile& side : task.side_files) {
    if (side.format == format && !own.Text(side.option).empty()) return &side;
  }
  return nullptr;
}

// The formats beside the main one, each once; written back into "also".
Result<std::vector<const task::Format*>> SideFormats(const TaskSummary& task,
                                                     const OptionValues& own,
                                                     OptionValues& values) {
  if (FindOption(task.options, kAlso) == nullptr) return std::vector<const task::Format*>();
  const std::string_view main = ExpectedFormat(task, values).name;
  std::vector<std::string> wanted = values.List(kAlso);
  for (const SideFile& side : task.side_files) {
    if (own.Text(side.option).empty()) continue;
    if (side.format == main) {
      return std::unexpected(
          InvalidArgument(
              {fmt::format("The result is {} already; --{} would save it twice.", main,
                           side.option),
               fmt::format("结果本身就是 {} 格式，--{} 会重复保存。", main, side.option)})
              .WithField(std::string(side.option))
              .WithHint({"Name it with -o, or choose another --format.",
                         "请用 -o 指定文件名，或换一个 --format。"}));
    }
    wanted.emplace_back(side.format);
  }
  std::vector<const task::Format*> formats;
  std::string also;
  for (const std::string& name : wanted) {
    const task::Format* format = &FormatNamed(task, name);
    if (name == main || std::ranges::find(formats, format) != formats.end()) continue;
    formats.push_back(format);
    also += (also.empty() ? "" : ",") + name;
  }
  if (!wanted.empty()) {
    const std::string origin(values.Origin(kAlso));
    CUTLINE_RETURN_IF_ERROR(values.Set(kAlso, also, origin));
  }
  return formats;
}

// The result's name with another ending. Its own is the format's (.alto.xml), else what it has.
fs::path Renamed(const fs::path& path, const task::Format& from, const task::Format& to) {
  std::string name = path.string();
  if (name.ends_with(from.extension)) {
    name.resize(name.size() - from.extension.size());
  } else {
    name.resize(name.size() - EndingOf(name).size());
  }
  return name + std::string(to.extension);
}

bool IsDevice(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) && !fs::is_regular_file(path, ignored) &&
         !fs::is_directory(path, ignored);
}

Result<std::vector<fs::path>> BesideResults(const TaskSummary& task, const Naming& naming,
                                            const task::Format& main, const task::Format& side,
                                            const std::vector<Input>& inputs,
                                            const std::vector<fs::path>& outputs) {
  Naming own_name = naming;
  own_name.extension = side.extension;
  const bool no_file = std::ranges::any_of(
      outputs, [](const fs::path& path) { return path == "-" || IsDevice(path); });
  if (no_file) {
    own_name.out = {};
    own_name.prints = false;
    CUTLINE_ASSIGN_OR_RETURN(std::vector<fs::path> paths, PlanOutputs(own_name, inputs));
    if (std::ranges::find(paths, "-") == paths.end()) return paths;
    return std::unexpected(
        InvalidArgument(
            {fmt::format("What {} reads from standard input has no name to save {} under.",
                         task.name, side.name),
             fmt::format("{} 从标准输入读取的内容没有文件名，无法保存 {}。", task.name, side.name)})
            .WithField(std::string(kAlso))
            .WithHint({"Name the result with -o.", "请用 -o 指定结果文件名。"}));
  }
  CUTLINE_ASSIGN_OR_RETURN(std::vector<fs::path> paths, PlanOutputs(own_name, inputs));
  // A pattern without {ext} and a plain name give the result's own path again.
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (paths[i] == outputs[i]) paths[i] = Renamed(outputs[i], main, side);
  }
  return paths;
}

Result<std::vector<fs::path>> WhereTheFlagSays(const TaskSummary& task, const SideFile& flag,
                                               const Naming& naming, const task::Format& side,
                                               const OptionValues& own,
                                               const std::vector<Input>& inputs) {
  const std::string& out = own.Text(flag.option);
  if (!IsFolder(out, inputs.size() > 1) && !out.ends_with(side.extension)) {
    if (const std::string ending = EndingOf(out); IsForeignEnding(task, ending)) {
      return std::unexpected(
          InvalidArgument(
              {fmt::format("--{} writes {}, not {}.", flag.option, side.name, ending),
               fmt::format("--{} 写出的是 {}，不是 {}。", flag.option, side.name, ending)})
              .WithField(std::string(flag.option))
              .WithHint({fmt::format("Let its name end in {}.", side.extension),
                         fmt::format("请让文件名以 {} 结尾。", side.extension)}));
    }
  }
  return PlanOutputs({.out = out,
                      .suffix = naming.suffix,
                      .prints = false,
                      .extension = side.extension,
                      .option = flag.option},
                     inputs);
}

// No two formats of a call may take one name.
class Taken {
 public:
  Status Add(const std::vector<fs::path>& paths, const task::Format& format,
             std::string_view option) {
    for (const fs::path& path : paths) {
      if (path == "-") continue;
      const auto [first, fresh] = seen_.emplace(path.lexically_normal(), &format);
      if (fresh) continue;
      return InvalidArgument({fmt::format("{} would be written as {} and as {}.", path.string(),
                                          first->second->name, format.name),
                              fmt::format("{} 会同时写成 {} 和 {}。", path.string(),
                                          first->second->name, format.name)})
          .WithField(std::string(option))
          .WithHint({"Give the formats different names, or ask for them one at a time.",
                     "请使用不同的文件名，或分次输出各格式。"});
    }
    return {};
  }

 private:
  std::map<fs::path, const task::Format*> seen_;
};

}  // namespace

std::vector<OptionDecl> SideFileDecls(const TaskSummary& task) {
  std::vector<OptionDecl> decls;
  for (const SideFile& side : task.side_files) {
    decls.push_back({.name = side.option,
                     .type = OptionType::kText,
                     .help = side.help,
                     .help_zh = side.help_zh,
                     .metavar = "FILE"});
  }
  return decls;
}

Result<std::vector<SideOutput>> PlanSideOutputs(const TaskSummary& task, const OptionValues& own,
                                                OptionValues& values, const Naming& naming,
                                                const std::vector<Input>& inputs,
                                                const std::vector<fs::path>& outputs) {
  CUTLINE_ASSIGN_OR_RETURN(const std::vector<const task::Format*> formats,
                           SideFormats(task, own, values));
  const task::Format& main = ExpectedFormat(task, values);
  Taken taken;
  CUTLINE_RETURN_IF_ERROR(taken.Add(outputs, main, "output"));
  std::vector<SideOutput> sides;
  for (const task::Format* format : formats) {
    const SideFile* flag = FlagFor(task, own, format->name);
    CUTLINE_ASSIGN_OR_RETURN(std::vector<fs::path> paths,
                             flag != nullptr
                                 ? WhereTheFlagSays(task, *flag, naming, *format, own, inputs)
                                 : BesideResults(task, naming, main, *format, inputs, outputs));
    CUTLINE_RETURN_IF_ERROR(taken.Add(paths, *format, flag != nullptr ? flag->option : kAlso));
    sides.push_back({format, std::move(paths)});
  }
  return sides;
}

}  // namespace cutline::cli
