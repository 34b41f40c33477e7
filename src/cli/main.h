#pragma once
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/program.h"

namespace cutline::cli {

// The command line as Main takes it: without the program's own name, but with "tesseract" first
// where the program was called by that name.
[[nodiscard]] std::vector<std::string> WordsOf(int argc, const char* const* argv);

// Runs one command line (without the program's own name) and returns the exit code of
// exit_code.h. Prints an error as one sentence and a hint. `interrupted` is what Ctrl-C
// fires; `serve` listens to signals itself.
[[nodiscard]] int Main(std::span<const std::string> arguments, Program& program, Console& console,
                       std::stop_token interrupted);

}  // namespace cutline::cli
