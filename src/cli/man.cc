// The man page, generated from the declarations that the parser uses.
#include <fmt/format.h>

#include <array>

#include "base/version.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/parse.h"

namespace cutline::cli {
namespace {

// Text as troff reads it: backslashes, hyphens, and no line that looks like a request.
std::string Roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out = "\\&";
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

void AddOption(std::string& out, const OptionDecl& decl, bool setting) {
  std::string flags = decl.letter == 0 ? "" : fmt::format("\\fB\\-{}\\fR, ", decl.letter);
  flags += fmt::format(
      "\\fB{}\\fR",
      Roff(fmt::format(fmt::runtime(IsOnByDefault(decl) ? "--[no-]{}" : "--{}"), decl.name)));
  if (const std::string metavar = MetavarOf(decl); !metavar.empty()) {
    flags += fmt::format(" \\fI{}\\fR", Roff(metavar));
  }
  out += fmt::format(".TP\n{}\n{}.", flags, Roff(decl.help));
  if (!decl.fallback.empty() && decl.type != OptionType::kFlag) {
    out += fmt::format(" Default: {}.", Roff(decl.fallback));
  }
  if (setting) out += fmt::format(" Variable: {}.", Roff(OptionVariable(decl.name)));
  out += '\n';
}

void AddCommand(std::string& out, const Command& command, const std::string& path) {
  if (!command.children.empty()) {
    for (const Command& child : command.children) AddCommand(out, child, path + child.name + " ");
    return;
  }
  const Found found{&command, path.substr(0, path.size() - 1), 0};
  out += fmt::format(".SS {}\n{}.\n", Roff(UsageOf(found)), Roff(command.summary.en));
  for (std::string_view rest = command.description.en; !rest.empty();) {
    const std::size_t end = std::min(rest.find("\n\n"), rest.size());
    out += fmt::format(".PP\n{}\n", Roff(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  for (const OptionDecl& decl : command.own) AddOption(out, decl, false);
  for (const OptionDecl& decl : command.task) AddOption(out, decl, true);
}

void AddSettings(std::string& out, std::string_view title, std::span<const OptionDecl> decls) {
  out += fmt::format(".SS {}\n", title);
  for (const OptionDecl& decl : decls) AddOption(out, decl, true);
}

constexpr std::array kOwn = {
    OptionDecl{.name = "markdown",
               .help = "Print docs/reference.md instead",
               .help_zh = "改为打印 docs/reference.md"},
};

Result<Exit> RunMan(Invocation& invocation) {
  const Program& program = invocation.program;
  if (invocation.own.Flag("markdown")) {
    invocation.console.Out(Reference(program));
    return Exit::kOk;
  }
  std::string out = "'\\\" -*- coding: UTF-8 -*-\n";
  out += fmt::format(".TH CUTLINE 1 \"\" \"cutline {}\"\n", Roff(Version()));
  out +=
      ".SH NAME\ncutline \\- cut the subject out of pictures and read their text, on the shell and "
      "over HTTP\n";
  out += ".SH SYNOPSIS\n.B cutline\n.I COMMAND\n[\\fIOPTION\\fR]… [\\fIARGUMENT\\fR]…\n";
  out += ".SH COMMANDS\nOptions come after the command.\n";
  for (const Command& command : Commands(program)) AddCommand(out, command, command.name + " ");
  out +=
      ".SH OPTIONS OF THE PROGRAM\nA flag wins over its environment variable, that over the key in "
      "the\n"
      "configuration file (the flag's name with _ for \\-), that over the default.\n";
  AddSettings(out, "For every command", program.global_options());
  AddSettings(out, "For serve", program.server_options());
  out +=
      ".SH FILES\n.TP\n$CUTLINE_CONFIG, $XDG_CONFIG_HOME/cutline/cutline.toml, "
      "/etc/cutline/cutline.toml\n"
      "The configuration: the first that is there. Options of a task stand in a table of its "
      "name,\n"
      "such as [remove].\n";
  out += ".TP\n$CUTLINE_HOME, $XDG_DATA_HOME/cutline\nModels, compiled models, calibrations.\n";
  out +=
      ".SH ENVIRONMENT\n.TP\nNO_COLOR\nWhen set, no colours.\n"
      ".TP\nLC_ALL, LC_MESSAGES, LANG\nLanguage of messages: English, or Chinese where it starts "
      "with zh.\n";
  out += ".SH EXIT STATUS\n";
  for (const ExitRow& row : ExitTable()) {
    out += fmt::format(".TP\n{}\n{}.\n", static_cast<int>(row.exit), Roff(row.meaning));
  }
  invocation.console.Out(out);
  return Exit::kOk;
}

}  // namespace

Command ManCommand() {
  Command command;
  command.name = "man";
  command.summary = {"Print the man page: cutline man | man -l -",
                     "打印手册页：cutline man | man -l -"};
  command.own = {kOwn.begin(), kOwn.end()};
  command.configure = false;
  command.run = RunMan;
  return command;
}

}  // namespace cutline::cli
