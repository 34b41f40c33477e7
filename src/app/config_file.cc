#include "app/config_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/file.h"

namespace cutline::app {
namespace {

constexpr std::uint64_t kMaxBytes = 1 << 20;

int LineOf(const toml::node& node) { return static_cast<int>(node.source().begin.line); }

std::optional<std::string> TextOf(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  const auto* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::string list;
  for (const toml::node& element : *array) {
    if (element.is_array()) return std::nullopt;
    const auto text = TextOf(element);
    if (!text) return std::nullopt;
    list += (list.empty() ? "" : ",") + *text;
  }
  return list;
}

void Collect(const toml::table& table, const std::string& name, std::string_view file,
             ConfigFile& config) {
  for (const auto& [key, node] : table) {
    if (name.empty() && node.is_table()) {
      Collect(*node.as_table(), std::string(key.str()), file, config);
    } else if (auto text = TextOf(node)) {
      config.entries.push_back({name, std::string(key.str()), std::move(*text), LineOf(node)});
    } else {
      const int line = LineOf(node);
      config.problems.push_back(
          InvalidArgument(
              {fmt::format("{} line {}: {} must be a single value.", file, line, key.str()),
               fmt::format("{} 第 {} 行：{} 必须是单个值。", file, line, key.str())})
              .WithField(std::string(key.str())));
    }
  }
}

}  // namespace

Result<ConfigFile> ParseConfig(std::string_view toml_text, std::string_view name) {
  ConfigFile config;
  try {
    Collect(toml::parse(toml_text, name), "", name, config);
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    return std::unexpected(
        InvalidArgument(
            {fmt::format("{} line {} is not valid TOML: {}.", name, line, error.description()),
             fmt::format("{} 第 {} 行不是有效的 TOML：{}。", name, line, error.description())})
            .WithHint({"Write lines like: model = \"u2netp\"", "每行写成：model = \"u2netp\""}));
  }
  // toml++ keeps tables sorted by key; people think in lines.
  std::sort(config.entries.begin(), config.entries.end(),
            [](const ConfigEntry& a, const ConfigEntry& b) {
              return std::tie(a.line, a.table, a.key) < std::tie(b.line, b.table, b.key);
            });
  return config;
}

Result<ConfigFile> ReadConfigFile(const std::filesystem::path& path) {
  CUTLINE_ASSIGN_OR_RETURN(const ByteBuffer bytes, ReadFile(path, kMaxBytes));
  return ParseConfig(AsText(bytes), path.string());
}

}  // namespace cutline::app
