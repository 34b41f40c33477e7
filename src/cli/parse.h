#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/option.h"
#include "cli/program.h"

namespace cutline::cli {

[[nodiscard]] bool IsOnByDefault(const OptionDecl& decl);  // a flag whose default is true
// What follows "--" to change a flag's default: "only-mask", "no-detect"; else the option's name.
[[nodiscard]] std::string SwitchName(const OptionDecl& decl);

struct ParsedArguments {
  std::vector<Assignment> options;  // in order of declaration; given twice, the last counts
  std::vector<std::string> operands;
  bool help = false;  // -h or --help
};

// Reads what follows a command's name: "--model NAME", "--model=NAME", "-m NAME", "-mNAME",
// flags "--only-mask" and "--only-mask=no", one that is on by default also "--no-detect"; "-" alone
// is an operand, "--" ends the options. Every value is checked against its declaration.
// kInvalidArgument with the option as field; an unknown one names the nearest.
[[nodiscard]] Result<ParsedArguments> ParseArguments(std::span<const OptionDecl> decls,
                                                     std::span<const std::string> arguments);

}  // namespace cutline::cli
