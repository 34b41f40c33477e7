#include "cli/inputs.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace cutline::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 11> kExtensions = {
    ".jpg", ".jpeg", ".jpe", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".bmp", ".jfif"};

std::string LowerExtension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

bool IsOneOf(const std::vector<fs::path>& folders, const fs::path& folder) {
  return std::ranges::any_of(folders, [&](const fs::path& known) {
    std::error_code ignored;
    return fs::equivalent(folder, known, ignored);
  });
}

// "photos/" and "photos" are both called photos; "." has no name worth keeping.
fs::path FolderName(const fs::path& folder) {
  const fs::path name = fs::absolute(folder).lexically_normal();
  return name.has_filename() ? name.filename() : name.parent_path().filename();
}

Result<std::vector<fs::path>> Search(const fs::path& folder, const SearchRules& rules) {
  std::vector<fs::path> found;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  const std::string ending = rules.suffix.empty() ? std::string() : "." + std::string(rules.suffix);
  for (fs::recursive_directory_iterator entry(folder, options, error), end; !error && entry != end;
       entry.increment(error)) {
    const bool hidden = entry->path().filename().string().starts_with('.');
    std::error_code ignored;
    if (entry->is_directory(ignored)) {
      if (hidden || IsOneOf(rules.out_folders, entry->path())) entry.disable_recursion_pending();
      continue;
    }
    if (hidden || !entry->is_regular_file(ignored)) continue;
    if (!HasPictureExtension(entry->path()) &&
        std::ranges::find(rules.extra_extensions, LowerExtension(entry->path())) ==
            rules.extra_extensions.end()) {
      continue;
    }
    if (!ending.empty() && entry->path().stem().string().ends_with(ending)) continue;
    found.push_back(entry->path());
  }
  if (error) {
    return std::unexpected(
        IoError({fmt::format("{} can't be read: {}.", folder.string(), error.message()),
                 fmt::format("无法读取 {}：{}。", folder.string(), error.message())}));
  }
  if (found.empty()) {
    std::string known = fmt::format("{}", fmt::join(kExtensions, " "));
    for (const std::string_view extra : rules.extra_extensions) known += fmt::format(" {}", extra);
    return std::unexpected(
        NotFound({fmt::format("There are no pictures in {}.", folder.string()),
                  fmt::format("{} 中没有图片。", folder.string())})
            .WithHint({fmt::format("Files are known by their endings: {}.", known),
                       fmt::format("文件按扩展名识别：{}。", known)}));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

bool HasPictureExtension(const fs::path& path) {
  return std::ranges::find(kExtensions, LowerExtension(path)) != kExtensions.end();
}

Result<std::vector<std::string>> ExpandGlobs(const std::vector<std::string>& operands) {
  std::vector<std::string> expanded;
  for (const std::string& operand : operands) {
    std::error_code ignored;
    if (operand.find_first_of("*?[") == std::string::npos || fs::exists(operand, ignored)) {
      expanded.push_back(operand);
      continue;
    }
    glob_t matches{};
    const int outcome = ::glob(operand.c_str(), 0, nullptr, &matches);
    for (std::size_t i = 0; i < matches.gl_pathc; ++i) expanded.emplace_back(matches.gl_pathv[i]);
    ::globfree(&matches);
    if (outcome != 0) {
      return std::unexpected(NotFound({fmt::format("Nothing matches {}.", operand),
                                       fmt::format("没有匹配 {} 的文件。", operand)}));
    }
  }
  return expanded;
}

Result<std::vector<Input>> CollectInputs(const std::vector<std::string>& operands,
                                         const SearchRules& rules) {
  std::error_code ignored;
  const auto folders =
      std::count_if(operands.begin(), operands.end(),
                    [&](const std::string& operand) { return fs::is_directory(operand, ignored); });
  if (std::count(operands.begin(), operands.end(), "-") > 1) {
    return std::unexpected(InvalidArgument({"“-” stands for standard input and can be given once.",
                                            "“-”表示标准输入，只能出现一次。"}));
  }
  std::vector<Input> inputs;
  for (const std::string& operand : operands) {
    if (operand == "-" || !fs::is_directory(operand, ignored)) {
      inputs.push_back(
          {operand, operand == "-" ? fs::path("stdin") : fs::path(operand).filename(), false});
      continue;
    }
    CUTLINE_ASSIGN_OR_RETURN(const std::vector<fs::path> found, Search(operand, rules));
    const fs::path kept = folders > 1 ? FolderName(operand) : fs::path();
    for (const fs::path& path : found) {
      inputs.push_back({path, kept / path.lexically_relative(operand), true});
    }
  }
  return inputs;
}

}  // namespace cutline::cli
