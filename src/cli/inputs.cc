#include "cli/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace cutline::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 11> kExtensions = {
    ".jpg", ".jpeg", ".jpe", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".bmp", ".jfif"};

bool SameFile(const fs::path& a, const fs::path& b) {
  std::error_code ignored;
  return !b.empty() && fs::equivalent(a, b, ignored);
}

// "photos/" and "photos" are both called photos; "." has no name worth keeping.
fs::path FolderName(const fs::path& folder) {
  const fs::path name = fs::absolute(folder).lexically_normal();
  return name.has_filename() ? name.filename() : name.parent_path().filename();
}

Result<std::vector<fs::path>> Search(const fs::path& folder, const Skip& skip) {
  std::vector<fs::path> found;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  const std::string ending = skip.suffix.empty() ? std::string() : "." + std::string(skip.suffix);
  for (fs::recursive_directory_iterator entry(folder, options, error), end; !error && entry != end;
       entry.increment(error)) {
    const bool hidden = entry->path().filename().string().starts_with('.');
    std::error_code ignored;
    if (entry->is_directory(ignored)) {
      if (hidden || SameFile(entry->path(), skip.out_folder)) entry.disable_recursion_pending();
      continue;
    }
    if (hidden || !entry->is_regular_file(ignored) || !HasPictureExtension(entry->path())) continue;
    if (!ending.empty() && entry->path().stem().string().ends_with(ending)) continue;
    found.push_back(entry->path());
  }
  if (error) {
    return std::unexpected(
        IoError({fmt::format("{} can't be read: {}.", folder.string(), error.message()),
                 fmt::format("无法读取 {}：{}。", folder.string(), error.message())}));
  }
  if (found.empty()) {
    return std::unexpected(
        NotFound({fmt::format("There are no pictures in {}.", folder.string()),
                  fmt::format("{} 中没有图片。", folder.string())})
            .WithHint({fmt::format("Pictures are known by {}.", fmt::join(kExtensions, " ")),
                       fmt::format("图片按扩展名识别：{}。", fmt::join(kExtensions, " "))}));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

bool HasPictureExtension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

Result<std::vector<Input>> CollectInputs(const std::vector<std::string>& operands,
                                         const Skip& skip) {
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
    CUTLINE_ASSIGN_OR_RETURN(const std::vector<fs::path> found, Search(operand, skip));
    const fs::path kept = folders > 1 ? FolderName(operand) : fs::path();
    for (const fs::path& path : found) {
      inputs.push_back({path, kept / path.lexically_relative(operand), true});
    }
  }
  return inputs;
}

}  // namespace cutline::cli
