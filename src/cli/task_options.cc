#include "cli/task_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "cli/inputs.h"

namespace cutline::cli {
namespace {

constexpr std::string_view kFormat = "format";

struct Kind {
  std::string_view media_type, format, extension;
};
constexpr std::array<Kind, 8> kKinds = {{{"image/png", "png", ".png"},
                                         {"image/webp", "webp", ".webp"},
                                         {"image/jpeg", "jpeg", ".jpg"},
                                         {"image/jpeg", "jpg", ".jpg"},
                                         {"image/avif", "avif", ".avif"},
                                         {"application/json", "json", ".json"},
                                         {"text/plain", "text", ".txt"},
                                         {"text/plain", "txt", ".txt"}}};

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::string ExpectedExtension(const TaskSummary& task, const OptionValues& values) {
  if (FindOption(task.options, kFormat) != nullptr && !values.Text(kFormat).empty()) {
    const std::string& format = values.Text(kFormat);
    for (const Kind& kind : kKinds) {
      if (kind.format == format) return std::string(kind.extension);
    }
    return "." + format;
  }
  for (const Kind& kind : kKinds) {
    if (!task.media_types.empty() && kind.media_type == task.media_types[0]) {
      return std::string(kind.extension);
    }
  }
  return ".out";
}

Status ChooseFormatByName(const TaskSummary& task, std::string_view out, OptionValues& values) {
  const OptionDecl* format = FindOption(task.options, kFormat);
  if (format == nullptr || format->type != OptionType::kChoice) return {};
  if (values.Origin(kFormat).starts_with("--")) return {};  // said outright
  const std::string extension = Lower(std::filesystem::path(out).extension().string());
  for (const std::string_view choice : format->choices) {
    const bool same = std::any_of(kKinds.begin(), kKinds.end(), [&](const Kind& kind) {
      return kind.format == choice && kind.extension == extension;
    });
    if (same || extension == "." + std::string(choice)) return values.Set(kFormat, choice, "-o");
  }
  if (!HasPictureExtension(out)) return {};
  return InvalidArgument({fmt::format("{} can't write {}.", task.name, extension),
                          fmt::format("{} 不能写出 {} 格式。", task.name, extension)})
      .WithField("output")
      .WithHint({fmt::format("Choose a name that ends in one of: {}; or give --format.",
                             fmt::join(format->choices, ", ")),
                 fmt::format("请使用以下扩展名之一：{}；或给出 --format。",
                             fmt::join(format->choices, "、"))});
}

bool IsText(std::string_view extension) { return extension == ".txt" || extension == ".json"; }

}  // namespace cutline::cli
