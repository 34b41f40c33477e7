#include "cli/outputs.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>
#include <system_error>

#include "base/option.h"

namespace cutline::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 4> kWords = {"name", "ext", "parent", "n"};

// "-o", "--draw"
std::string FlagOf(std::string_view option) {
  return option == "output" ? "-o" : fmt::format("--{}", option);
}

Status UnknownWord(std::string_view word, const Naming& naming) {
  Status status = InvalidArgument({fmt::format("The pattern's {{{}}} means nothing.", word),
                                   fmt::format("输出模式中的 {{{}}} 没有含义。", word)})
                      .WithField(std::string(naming.option));
  const std::string_view near = Nearest(word, kWords);
  if (!near.empty()) {
    return std::move(status).WithHint(
        {fmt::format("Did you mean {{{}}}?", near), fmt::format("是否想写 {{{}}}？", near)});
  }
  return std::move(status).WithHint(
      {"Known are {name}, {ext}, {parent} and {n}; write {{ for a brace.",
       "可用 {name}、{ext}、{parent}、{n}；花括号本身写作 {{。"});
}

std::string FolderOf(const Input& input) {
  if (input.is_stdin()) return {};
  std::error_code ignored;
  return fs::absolute(input.path, ignored).lexically_normal().parent_path().filename().string();
}

Result<fs::path> Fill(const Naming& naming, const Input& input, std::size_t number,
                      std::size_t digits) {
  std::string path;
  const std::string_view text = naming.out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
      path += c;
      ++i;
    } else if (c == '{') {
      const std::size_t end = text.find('}', i);
      if (end == std::string_view::npos) {
        return std::unexpected(
            InvalidArgument({"The output pattern lacks a closing brace.", "输出模式缺少右花括号。"})
                .WithField(std::string(naming.option)));
      }
      const std::string_view word = text.substr(i + 1, end - i - 1);
      if (word == "name") {
        path += input.below.stem().string();
      } else if (word == "ext") {
        path += naming.extension.substr(naming.extension.empty() ? 0 : 1);
      } else if (word == "parent") {
        path += FolderOf(input);
      } else if (word == "n") {
        path += fmt::format("{:0{}}", number, digits);
      } else {
        return std::unexpected(UnknownWord(word, naming));
      }
      i = end;
    } else {
      path += c;
    }
  }
  return fs::path(path);
}

fs::path WithExtension(const fs::path& path, std::string_view extension) {
  return path.parent_path() / (path.stem().string() + std::string(extension));
}

// Names that would meet keep their old extension.
std::vector<fs::path> BelowFolder(const Naming& naming, const std::vector<Input>& inputs) {
  std::map<fs::path, int> uses;
  for (const Input& input : inputs) ++uses[WithExtension(input.below, naming.extension)];
  std::vector<fs::path> paths;
  for (const Input& input : inputs) {
    fs::path name = WithExtension(input.below, naming.extension);
    if (uses[name] > 1) name = input.below.string() + std::string(naming.extension);
    paths.push_back(fs::path(naming.out) / name);
  }
  return paths;
}

fs::path Beside(const Naming& naming, const Input& input) {
  if (input.is_stdin()) return "-";
  std::string name = input.path.stem().string();
  if (!naming.suffix.empty()) name += fmt::format(".{}", naming.suffix);
  return input.path.parent_path() / (name + std::string(naming.extension));
}

Status CheckDistinct(const std::vector<fs::path>& paths, const std::vector<Input>& inputs,
                     const Naming& naming) {
  std::map<fs::path, std::size_t> seen;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto [first, fresh] = seen.emplace(paths[i].lexically_normal(), i);
    if (fresh || paths[i] == "-") continue;
    const std::string a = inputs[first->second].path.string(), b = inputs[i].path.string();
    return InvalidArgument(
               {fmt::format("{} and {} would both be written to {}.", a, b, paths[i].string()),
                fmt::format("{} 与 {} 会写入同一个文件 {}。", a, b, paths[i].string())})
        .WithField(std::string(naming.option))
        .WithHint({fmt::format("Tell them apart with a pattern such as {} "
                               "'out/{{parent}}-{{name}}.{{ext}}' or '{{n}}.{{ext}}'.",
                               FlagOf(naming.option)),
                   fmt::format("请用模式区分，例如 {} 'out/{{parent}}-{{name}}.{{ext}}' 或 "
                               "'{{n}}.{{ext}}'。",
                               FlagOf(naming.option))});
  }
  return {};
}

}  // namespace

bool IsPattern(std::string_view out) { return out.find('{') != std::string_view::npos; }

bool IsFolder(std::string_view out, bool several) {
  if (out.empty() || out == "-" || IsPattern(out)) return false;
  std::error_code ignored;
  if (out.ends_with('/') || fs::is_directory(out, ignored)) return true;
  return several && !fs::exists(out, ignored) && !fs::path(out).has_extension();
}

Result<std::vector<fs::path>> PlanOutputs(const Naming& naming, const std::vector<Input>& inputs) {
  const bool several = inputs.size() > 1 || (inputs.size() == 1 && inputs[0].from_folder);
  std::vector<fs::path> paths;
  if (naming.out.empty() && naming.prints) return std::vector<fs::path>(inputs.size(), "-");
  if (naming.out.empty()) {
    for (const Input& input : inputs) paths.push_back(Beside(naming, input));
  } else if (IsPattern(naming.out)) {
    const std::size_t digits = std::to_string(inputs.size()).size();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      CUTLINE_ASSIGN_OR_RETURN(fs::path path, Fill(naming, inputs[i], i + 1, digits));
      paths.push_back(std::move(path));
    }
  } else if (IsFolder(naming.out, several)) {
    paths = BelowFolder(naming, inputs);
  } else if (inputs.size() == 1) {
    paths.emplace_back(naming.out);
  } else {
    return std::unexpected(
        InvalidArgument(
            {fmt::format("{} is one name for {} results.", naming.out, inputs.size()),
             fmt::format("{} 个结果不能写入同一个文件 {}。", inputs.size(), naming.out)})
            .WithField(std::string(naming.option))
            .WithHint({"Name a folder (end it with /) or a pattern such as 'out/{name}.{ext}'.",
                       "请指定目录（以 / 结尾）或模式，例如 'out/{name}.{ext}'。"}));
  }
  CUTLINE_RETURN_IF_ERROR(CheckDistinct(paths, inputs, naming));
  return paths;
}

}  // namespace cutline::cli
