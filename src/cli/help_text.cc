#include <fmt/format.h>

#include "cli/help.h"
#include "cli/parse.h"
#include "cli/table.h"

namespace cutline::cli {
namespace {

std::string OptionLines(std::span<const OptionDecl> decls, const Console& console) {
  int widest = 0;
  for (const OptionDecl& decl : decls) widest = std::max(widest, DisplayWidth(FlagsOf(decl)));
  std::string out;
  for (const OptionDecl& decl : decls) {
    std::string line = fmt::format("  {}", FlagsOf(decl));
    line.append(static_cast<std::size_t>(widest - DisplayWidth(FlagsOf(decl))) + 2, ' ');
    line += console.Say(decl.help, decl.help_zh);
    if (!decl.fallback.empty() && decl.type != OptionType::kFlag) {
      line += fmt::format(" [{}]", decl.fallback);
    }
    out += line + '\n';
  }
  return out;
}

constexpr int kColumns = 80;

// English in lines of a readable width. Chinese has no blanks to break at; terminals do it well.
std::string Paragraphs(const Sentence& text, const Console& console) {
  const std::string& whole = console.Say(text);
  if (console.options().language != Language::kEnglish) return whole;
  std::string out;
  int column = 0;
  for (std::size_t begin = 0; begin < whole.size();) {
    const std::size_t end = std::min(whole.find_first_of(" \n", begin), whole.size());
    const std::string word = whole.substr(begin, end - begin);
    const int width = DisplayWidth(word);
    if (column > 0 && out.back() == ' ' && column + width > kColumns) {
      out.back() = '\n';
      column = 0;
    }
    out += word;
    column += width + 1;
    if (end < whole.size()) out += whole[end];
    if (end < whole.size() && whole[end] == '\n') column = 0;
    begin = end + 1;
  }
  return out;
}

std::string CommandLines(std::span<const Command> commands, const Console& console) {
  std::string out;
  for (const Command& command : commands) {
    out += fmt::format("  {:<11} {}\n", command.name, console.Say(command.summary));
  }
  return out;
}

}  // namespace

std::string MetavarOf(const OptionDecl& decl) {
  if (decl.type == OptionType::kFlag) return {};
  if (!decl.metavar.empty()) return std::string(decl.metavar);
  switch (decl.type) {
    case OptionType::kInteger:
    case OptionType::kNumber:
      return "NUMBER";
    case OptionType::kChoice:
      return fmt::format("{}", fmt::join(decl.choices, "|"));
    case OptionType::kBytes:
      return "SIZE";
    case OptionType::kDuration:
      return "TIME";
    default:
      return "TEXT";
  }
}

std::string FlagsOf(const OptionDecl& decl) {
  std::string out = decl.letter == 0 ? "    " : fmt::format("-{}, ", decl.letter);
  out += fmt::format(fmt::runtime(IsOnByDefault(decl) ? "--[no-]{}" : "--{}"), decl.name);
  if (const std::string metavar = MetavarOf(decl); !metavar.empty()) out += ' ' + metavar;
  return out;
}

std::string UsageOf(const Found& found) {
  std::string usage = fmt::format("cutline {} [OPTION]…", found.path);
  if (!found.command->operands.empty()) usage += ' ' + found.command->operands;
  return usage;
}

std::string ProgramHelp(std::span<const Command> commands, const Console& console) {
  return fmt::format(
      "{}\n\n{}\n{}\n{}\n",
      console.Say("cutline cuts the subject out of pictures and reads their text, on the shell and "
                  "over HTTP.",
                  "cutline 从图片中抠出主体、识别文字，可在命令行使用，也可通过 HTTP 提供服务。"),
      console.Say("Usage: cutline COMMAND [OPTION]… [ARGUMENT]…",
                  "用法：cutline 命令 [选项]… [参数]…"),
      CommandLines(commands, console),
      console.Say(
          "“cutline help COMMAND” says more about one; “cutline help exit-codes” lists those.",
          "“cutline help 命令”查看详细说明；“cutline help exit-codes”列出退出码。"));
}

std::string GroupHelp(const Command& group, const Console& console) {
  return fmt::format("{}\n\n{}\n{}", console.Say(group.summary),
                     fmt::format(fmt::runtime(console.Say("Usage: cutline {} COMMAND [OPTION]…",
                                                          "用法：cutline {} 命令 [选项]…")),
                                 group.name),
                     CommandLines(group.children, console));
}

std::string CommandHelp(const Found& found, const Console& console) {
  const Command& command = *found.command;
  std::string out = fmt::format("{}\n\n{}{}\n", console.Say(command.summary),
                                console.Say("Usage: ", "用法："), UsageOf(found));
  if (!command.description.empty())
    out += fmt::format("\n{}\n", Paragraphs(command.description, console));
  const auto section = [&](std::string_view title, std::span<const OptionDecl> decls) {
    if (!decls.empty()) out += fmt::format("\n{}\n{}", title, OptionLines(decls, console));
  };
  std::vector<OptionDecl> own = command.own;
  own.insert(own.end(), command.task.begin(), command.task.end());
  section(console.Say("Options:", "选项："), own);
  std::vector<OptionDecl> settings;
  for (const auto& group : command.settings)
    settings.insert(settings.end(), group.begin(), group.end());
  section(console.Say("Options of the program (also variables CUTLINE_… and keys of cutline.toml):",
                      "程序选项（也可写成环境变量 CUTLINE_… 或 cutline.toml 中的键）："),
          settings);
  return out;
}

std::string ExitCodeHelp(const Console& console) {
  std::string out;
  for (const ExitRow& row : ExitTable()) {
    out += fmt::format("{:>5}  {}\n", static_cast<int>(row.exit),
                       console.Say(row.meaning, row.meaning_zh));
  }
  return out;
}

}  // namespace cutline::cli
