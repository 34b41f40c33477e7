#include "cli/task_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/check.h"
#include "cli/inputs.h"

namespace cutline::cli {
namespace {

constexpr std::string_view kFormat = "format";

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

const task::Format& ExpectedFormat(const TaskSummary& task, const OptionValues& values) {
  CUTLINE_CHECK(!task.formats.empty());
  if (FindOption(task.options, kFormat) != nullptr) {
    const auto found = std::ranges::find(task.formats, values.Text(kFormat), &task::Format::name);
    if (found != task.formats.end()) return *found;
  }
  return task.formats.front();
}

Status ChooseFormatByName(const TaskSummary& task, std::string_view out, OptionValues& values) {
  const OptionDecl* format = FindOption(task.options, kFormat);
  if (format == nullptr || format->type != OptionType::kChoice) return {};
  if (values.Origin(kFormat).starts_with("--")) return {};  // said outright
  const std::string name = Lower(std::string(out));
  const task::Format* found = nullptr;  // by the longest ending: .page.xml before .xml
  for (const task::Format& candidate : task.formats) {
    const bool longer = found == nullptr || candidate.extension.size() > found->extension.size();
    if (longer && name.ends_with(candidate.extension)) found = &candidate;
  }
  if (found != nullptr) return values.Set(kFormat, found->name, "-o");
  const std::string extension = std::filesystem::path(name).extension().string();
  if (!HasPictureExtension(out)) return {};
  return InvalidArgument({fmt::format("{} can't write {}.", task.name, extension),
                          fmt::format("{} 不能写出 {} 格式。", task.name, extension)})
      .WithField("output")
      .WithHint({fmt::format("Choose a name that ends in one of: {}; or give --format.",
                             fmt::join(format->choices, ", ")),
                 fmt::format("请使用以下扩展名之一：{}；或给出 --format。",
                             fmt::join(format->choices, "、"))});
}

}  // namespace cutline::cli
