#pragma once
#include <string>
#include <vector>

#include "cli/commands.h"

namespace cutline::cli {

// "cutline remove [OPTION]… IN…"
[[nodiscard]] std::string UsageOf(const Found& found);
// "-m, --model NAME"
[[nodiscard]] std::string FlagsOf(const OptionDecl& decl);
// What follows the flag: "NAME", "NUMBER", "png|webp"; empty for flags.
[[nodiscard]] std::string MetavarOf(const OptionDecl& decl);

[[nodiscard]] std::string ProgramHelp(std::span<const Command> commands, const Console& console);
[[nodiscard]] std::string GroupHelp(const Command& group, const Console& console);
[[nodiscard]] std::string CommandHelp(const Found& found, const Console& console);
// docs/reference.md: every command and option, in Markdown and English.
[[nodiscard]] std::string Reference(const Program& program);
[[nodiscard]] std::string ExitCodeHelp(const Console& console);

}  // namespace cutline::cli
