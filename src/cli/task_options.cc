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

std::string EndingOf(std::string_view out) {
  const std::string extension = Lower(std::filesystem::path(out).extension().string());
  const bool letter = extension.size() > 1 && extension[1] >= 'a' && extension[1] <= 'z';
  return letter ? extension : std::string();
}

bool IsForeignEnding(const TaskSummary& task, std::string_view ending) {
  if (ending.empty()) return false;
  return task.formats.front().is_text || HasPictureExtension("x" + std::string(ending));
}

Status ChooseFormatByName(const TaskSummary& task, std::string_view out, OptionValues& values) {
  const OptionDecl* format = FindOption(task.options, kFormat);
  if (format == nullptr || format->type != OptionType::kChoice) return {};
  if (values.Origin(kFormat).starts_with("--")) return {};  // said outright
  const std::string name = Lower(std::string(out));
  const task::Format* found = nullptr;  // by the longest ending: .page.xml before .xml
  std::vector<std::string_view> known;
  for (const task::Format& candidate : task.formats) {
    if (std::ranges::find(known, candidate.extension) == known.end()) {
      known.push_back(candidate.extension);
    }
    const bool longer = found == nullptr || candidate.extension.size() > found->extension.size();
    if (longer && name.ends_with(candidate.extension)) found = &candidate;
  }
  if (found != nullptr) return values.Set(kFormat, found->name, "-o");
  const std::string ending = EndingOf(out);
  if (!IsForeignEnding(task, ending)) return {};
  return InvalidArgument({fmt::format("{} can't write {}.", task.name, ending),
                          fmt::format("{} 不能写出 {} 格式。", task.name, ending)})
      .WithField("output")
      .WithHint(
          {fmt::format("Choose a name that ends in one of: {}; or give --format.",
                       fmt::join(known, ", ")),
           fmt::format("请使用以下扩展名之一：{}；或给出 --format。", fmt::join(known, "、"))});
}

}  // namespace cutline::cli
