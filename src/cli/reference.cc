// docs/reference.md, generated from the declarations that the parser uses.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/help.h"

namespace cutline::cli {
namespace {

// Text in a cell of a table.
std::string Cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string OptionTable(std::span<const OptionDecl> decls, bool with_key) {
  if (decls.empty()) return {};
  std::string out = with_key ? "\n| flag | key | default | what |\n|---|---|---|---|\n"
                             : "\n| flag | default | what |\n|---|---|---|\n";
  for (const OptionDecl& decl : decls) {
    const std::size_t spaces = FlagsOf(decl).find_first_not_of(' ');
    out += fmt::format("| `{}` |", Cell(FlagsOf(decl).substr(spaces)));
    if (with_key) out += fmt::format(" `{}` |", OptionKey(decl.name));
    const bool silent = decl.fallback.empty() || decl.type == OptionType::kFlag;
    out += silent ? " |" : fmt::format(" {} |", Cell(decl.fallback));
    out += fmt::format(" {} |\n", Cell(decl.help));
  }
  return out;
}

void AddCommand(std::string& out, const Command& command, const std::string& path) {
  if (!command.children.empty()) {
    for (const Command& child : command.children) AddCommand(out, child, path + " " + child.name);
    return;
  }
  out += fmt::format("\n### cutline {}\n\n{}. `{}`\n", path, command.summary.en,
                     UsageOf({&command, path, 0}));
  if (!command.description.empty()) out += fmt::format("\n{}\n", command.description.en);
  out += OptionTable(command.own, false);
  if (!command.task.empty()) {
    out += fmt::format(
        "\nOptions of the task: also fields of `POST /v1/{}` and keys of the table `[{}]` in "
        "`cutline.toml`.\n",
        path, path);
    out += OptionTable(command.task, true);
  }
}

}  // namespace

std::string Reference(const Program& program) {
  std::string out =
      "# Reference\n\n"
      "Every command and option. This page is written by `cutline man --markdown`; "
      "`cutline help COMMAND` says the same.\n\n"
      "A flag wins over its environment variable (`CUTLINE_` and the key in capitals), that over "
      "the key in `cutline.toml`, that over the default. The file is the first of "
      "`$CUTLINE_CONFIG`, `$XDG_CONFIG_HOME/cutline/cutline.toml` and "
      "`/etc/cutline/cutline.toml`. Sizes are written `64MiB`, times `1500ms`, `30s` or `2m`.\n\n"
      "## Options of the program\n\nFor every command:\n";
  out += OptionTable(program.global_options(), true);
  out += "\nFor `serve`:\n";
  out += OptionTable(program.server_options(), true);
  out += "\n## Commands\n";
  for (const Command& command : Commands(program)) AddCommand(out, command, command.name);
  out += "\n## Exit codes\n\n| code | means |\n|---|---|\n";
  for (const ExitRow& row : ExitTable()) {
    out += fmt::format("| {} | {} |\n", static_cast<int>(row.exit), Cell(row.meaning));
  }
  return out;
}

}  // namespace cutline::cli
