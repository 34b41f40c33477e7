#include "cli/parse.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace cutline::cli {
namespace {

// As CLI11 takes them; what stands behind "!" gives "false".
std::string Names(const OptionDecl& decl) {
  std::string names = decl.letter == 0 ? fmt::format("--{}", decl.name)
                                       : fmt::format("-{},--{}", decl.letter, decl.name);
  if (IsOnByDefault(decl)) names += fmt::format(",!--{}", SwitchName(decl));
  return names;
}

// "--modle=x" -> "modle", "-x" -> "x".
std::string_view BareName(std::string_view argument) {
  argument.remove_prefix(argument.starts_with("--") ? 2 : 1);
  return argument.substr(0, argument.find('='));
}

Status Unknown(std::string_view argument, std::span<const OptionDecl> decls) {
  const std::string_view name = BareName(argument);
  std::vector<std::string> names = {"help"};
  for (const OptionDecl& decl : decls) {
    names.emplace_back(decl.name);
    if (IsOnByDefault(decl)) names.push_back(SwitchName(decl));
  }
  const std::string shown(argument.substr(0, argument.find('=')));
  Status status = InvalidArgument({fmt::format("There is no option “{}” here.", shown),
                                   fmt::format("此处没有选项“{}”。", shown)})
                      .WithField(OptionKey(name));
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view near =
      argument.starts_with("--") ? Nearest(name, views) : std::string_view();
  if (near.empty()) {
    return std::move(status).WithHint(
        {"Add --help to see the options.", "加上 --help 可查看全部选项。"});
  }
  return std::move(status).WithHint(
      {fmt::format("Did you mean “--{}”?", near), fmt::format("是否想写“--{}”？", near)});
}

}  // namespace

bool IsOnByDefault(const OptionDecl& decl) {
  return decl.type == OptionType::kFlag && decl.fallback == "true";
}

std::string SwitchName(const OptionDecl& decl) {
  return IsOnByDefault(decl) ? fmt::format("no-{}", decl.name) : std::string(decl.name);
}

Result<ParsedArguments> ParseArguments(std::span<const OptionDecl> decls,
                                       std::span<const std::string> arguments) {
  // What follows "--" is kept from CLI11, which would mix it with unknown options.
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  std::vector<std::string> reversed;  // as CLI11 takes them
  for (auto argument = arguments.begin(); argument != end; ++argument) {
    // CLI11 reads "--url=" as "--url" and takes the next word: hand it an empty one.
    if (argument->starts_with("--") && argument->ends_with('=')) {
      reversed.push_back(argument->substr(0, argument->size() - 1));
      const OptionDecl* decl = FindOption(decls, BareName(*argument));
      if (decl != nullptr && decl->type != OptionType::kFlag) reversed.emplace_back();
    } else {
      reversed.push_back(*argument);
    }
  }
  const std::string last = reversed.empty() ? std::string() : reversed.back();
  std::reverse(reversed.begin(), reversed.end());

  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<std::string> texts(decls.size());
  std::vector<CLI::Option*> options;
  for (std::size_t i = 0; i < decls.size(); ++i) {
    options.push_back(decls[i].type == OptionType::kFlag
                          ? app.add_flag(Names(decls[i]), texts[i])
                          : app.add_option(Names(decls[i]), texts[i]));
    options.back()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }
  ParsedArguments parsed;
  app.add_flag("-h,--help", parsed.help);

  try {
    app.parse(std::move(reversed));
  } catch (const CLI::ArgumentMismatch&) {
    // Values are taken without a look at them, so only the last word can lack one.
    return std::unexpected(InvalidArgument({fmt::format("{} needs a value.", last),
                                            fmt::format("{} 需要一个值。", last)})
                               .WithField(OptionKey(BareName(last))));
  } catch (const CLI::ParseError& error) {
    return std::unexpected(
        InvalidArgument({"The command line can't be read.", "无法解析命令行。"})
            .WithHint({"Add --help to see the options.", "加上 --help 可查看全部选项。"})
            .WithDetail(error.what()));
  }

  for (const std::string& word : app.remaining()) {
    if (word.starts_with('-') && word != "-") return std::unexpected(Unknown(word, decls));
    parsed.operands.push_back(word);
  }
  if (end != arguments.end())
    parsed.operands.insert(parsed.operands.end(), end + 1, arguments.end());

  for (std::size_t i = 0; i < decls.size(); ++i) {
    if (options[i]->count() == 0) continue;
    const std::string& text = options[i]->results().back();
    CUTLINE_RETURN_IF_ERROR([&]() -> Status {
      auto value = ParseOption(decls[i], text);
      return value ? Status() : std::move(value).error();
    }());
    parsed.options.push_back(
        {std::string(decls[i].name), text, fmt::format("--{}", decls[i].name)});
  }
  return parsed;
}

}  // namespace cutline::cli
