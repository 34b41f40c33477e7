#pragma once
#include <span>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace cutline::cli {

// What completion offers for an option's value or an operand.
struct Offer {
  bool files = false;
  std::string words;  // with blanks between
};
[[nodiscard]] Offer OfferFor(const OptionDecl& decl, std::string_view models);
[[nodiscard]] Offer OfferFor(const Command& command, std::string_view models);

// Scripts to be sourced; `models` are the names of the catalogue with blanks between.
[[nodiscard]] std::string BashCompletion(std::span<const Command> commands,
                                         std::string_view models);
[[nodiscard]] std::string ZshCompletion(std::span<const Command> commands, std::string_view models);
[[nodiscard]] std::string FishCompletion(std::span<const Command> commands,
                                         std::string_view models);

}  // namespace cutline::cli
