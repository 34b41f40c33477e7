#pragma once
#include <span>

#include "base/option.h"

namespace cutline::app {

// Every option of the program itself (a task declares its own). From these come flags,
// CUTLINE_… variables, keys of cutline.toml, help, man page and completion.
[[nodiscard]] std::span<const OptionDecl> ProgramOptions();  // both of the following, in order
[[nodiscard]] std::span<const OptionDecl> GlobalOptions();   // of every command
[[nodiscard]] std::span<const OptionDecl> ServerOptions();   // of `serve` alone

}  // namespace cutline::app
