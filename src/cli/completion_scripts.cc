#include <fmt/format.h>

#include "cli/completion.h"
#include "cli/parse.h"

namespace cutline::cli {
namespace {

// Calls `visit` with every command that runs, under its whole name ("models list").
void EachLeaf(std::span<const Command> commands, const std::string& path,
              const std::function<void(const std::string&, const Command&)>& visit) {
  for (const Command& command : commands) {
    const std::string whole = path.empty() ? command.name : path + " " + command.name;
    if (command.children.empty()) {
      visit(whole, command);
    } else {
      EachLeaf(command.children, whole, visit);
    }
  }
}

std::string Names(std::span<const Command> commands) {
  std::string names;
  for (const Command& command : commands) names += (names.empty() ? "" : " ") + command.name;
  return names;
}

// Inside single quotes of sh and zsh.
std::string Quoted(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out;
}

// Inside single quotes of an _arguments or _describe entry, where brackets and colons count.
std::string ZshText(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return Quoted(out);
}

// fish knows \' and \\ inside single quotes.
std::string FishText(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string BashReply(const Offer& offer) {
  std::string out;
  if (!offer.words.empty())
    out += fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\")); ", offer.words);
  if (offer.files) out += "COMPREPLY+=($(compgen -f -- \"$cur\")); ";
  return out;
}

std::string ZshDescribe(std::span<const Command> commands) {
  std::string out = "_values command";
  for (const Command& command : commands) {
    out += fmt::format(" '{}[{}]'", command.name, ZshText(command.summary.en));
  }
  return out;
}

std::string ZshAction(const Offer& offer) {
  if (offer.files && offer.words.empty()) return "_files";
  if (offer.words.empty()) return " ";
  return "(" + offer.words + ")";
}

}  // namespace

std::string BashCompletion(std::span<const Command> commands, std::string_view models) {
  std::string out =
      "_cutline() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} "
      "command=${COMP_WORDS[1]}\n"
      "  COMPREPLY=()\n";
  out += fmt::format("  if ((COMP_CWORD == 1)); then {}return; fi\n",
                     BashReply({false, Names(commands)}));
  for (const Command& group : commands) {
    if (group.children.empty()) continue;
    out += fmt::format("  if [[ $command == {} ]]; then\n", group.name);
    out += fmt::format("    if ((COMP_CWORD == 2)); then {}return; fi\n",
                       BashReply({false, Names(group.children)}));
    out += "    command+=\" ${COMP_WORDS[2]}\"\n  fi\n";
  }
  out += "  case $command in\n";
  EachLeaf(commands, "", [&](const std::string& path, const Command& command) {
    out += fmt::format("  '{}')\n    case $prev in\n", path);
    std::string flags = "--help";
    for (const OptionDecl& decl : command.Declarations()) {
      flags += fmt::format(" --{}", SwitchName(decl));
      if (decl.type == OptionType::kFlag) continue;
      out += fmt::format("    --{}", decl.name);
      if (decl.letter != 0) out += fmt::format("|-{}", decl.letter);
      out += fmt::format(") {}return ;;\n", BashReply(OfferFor(decl, models)));
    }
    out += fmt::format("    esac\n    if [[ $cur == -?* ]]; then {}return; fi\n",
                       BashReply({false, flags}));
    out += fmt::format("    {};;\n", BashReply(OfferFor(command, models)));
  });
  out += "  esac\n}\ncomplete -o filenames -F _cutline cutline\n";
  return out;
}

std::string ZshCompletion(std::span<const Command> commands, std::string_view models) {
  std::string out = "#compdef cutline\n_cutline() {\n";
  out += fmt::format("  if (( CURRENT == 2 )); then {}; return; fi\n", ZshDescribe(commands));
  out += "  local command=$words[2]\n  shift words; (( CURRENT-- ))\n";
  for (const Command& group : commands) {
    if (group.children.empty()) continue;
    out += fmt::format("  if [[ $command == {} ]]; then\n", group.name);
    out += fmt::format("    if (( CURRENT == 2 )); then {}; return; fi\n",
                       ZshDescribe(group.children));
    out += "    command+=\" $words[2]\"; shift words; (( CURRENT-- ))\n  fi\n";
  }
  out += "  case $command in\n";
  EachLeaf(commands, "", [&](const std::string& path, const Command& command) {
    out +=
        fmt::format("  '{}') _arguments -s \\\n    '(-h --help)'{{-h,--help}}'[Show help]'", path);
    for (const OptionDecl& decl : command.Declarations()) {
      std::string value;
      if (decl.type != OptionType::kFlag) {
        value = fmt::format(":{}:{}", ZshText(decl.name), ZshAction(OfferFor(decl, models)));
      }
      if (decl.letter == 0) {
        out += fmt::format(" \\\n    '--{}[{}]{}'", SwitchName(decl), ZshText(decl.help), value);
      } else {
        out += fmt::format(" \\\n    '(-{0} --{1})'{{-{0},--{1}}}'[{2}]{3}'", decl.letter,
                           decl.name, ZshText(decl.help), value);
      }
    }
    const Offer offer = OfferFor(command, models);
    if (offer.files && !offer.words.empty()) {
      out += fmt::format(" \\\n    '1:model:({})' '*:file:_files'", offer.words);
    } else if (command.max_operands > 0) {
      out += fmt::format(" \\\n    '*:argument:{}'", ZshAction(offer));
    }
    out += " ;;\n";
  });
  out += "  esac\n}\ncompdef _cutline cutline\n";
  return out;
}

std::string FishCompletion(std::span<const Command> commands, std::string_view models) {
  // __cutline_at A B: the line starts with "cutline A B". __cutline_next A: it is just that.
  std::string out =
      "function __cutline_at\n"
      "  set -l words (commandline -opc)\n"
      "  test (count $words) -gt (count $argv); or return 1\n"
      "  set -l last (math (count $argv) + 1)\n"
      "  test \"$words[2..$last]\" = \"$argv\"\n"
      "end\n"
      "function __cutline_next\n"
      "  test (count (commandline -opc)) -eq (math (count $argv) + 1); or return 1\n"
      "  test (count $argv) -eq 0; or __cutline_at $argv\n"
      "end\n"
      "complete -c cutline -f\n";
  const auto list = [&](std::span<const Command> level, const std::string& condition) {
    for (const Command& command : level) {
      out += fmt::format("complete -c cutline -n '{}' -a {} -d '{}'\n", condition, command.name,
                         FishText(command.summary.en));
    }
  };
  list(commands, "__cutline_next");
  for (const Command& group : commands) {
    if (!group.children.empty()) list(group.children, "__cutline_next " + group.name);
  }
  EachLeaf(commands, "", [&](const std::string& path, const Command& command) {
    const std::string at = fmt::format("complete -c cutline -n '__cutline_at {}'", path);
    for (const OptionDecl& decl : command.Declarations()) {
      out += fmt::format("{} -l {}", at, SwitchName(decl));
      if (decl.letter != 0) out += fmt::format(" -s {}", decl.letter);
      if (decl.type != OptionType::kFlag) {
        const Offer offer = OfferFor(decl, models);
        out += offer.files           ? " -rF"
               : offer.words.empty() ? " -x"
                                     : fmt::format(" -xa '{}'", offer.words);
      }
      out += fmt::format(" -d '{}'\n", FishText(decl.help));
    }
    const Offer offer = OfferFor(command, models);
    if (offer.files) out += at + " -F\n";
    if (!offer.words.empty()) out += fmt::format("{} -a '{}'\n", at, offer.words);
  });
  return out;
}

}  // namespace cutline::cli
