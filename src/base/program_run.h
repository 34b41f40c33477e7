#pragma once
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/context.h"

namespace cutline {

// Another program to be run to its end.
struct ProgramCall {
  std::vector<std::string> arguments;  // the first is its name, looked up in PATH
  ByteSpan input;                      // its standard input: a file, which it may seek in
  std::size_t max_output = 0;          // bytes of standard output
  std::uint64_t max_memory = 0;        // bytes of address space; 0: no limit
  int max_cpu_seconds = 0;             // 0: no limit
};

struct ProgramResult {
  int exit_code = 0;   // 128 + n where signal n ended it
  ByteBuffer output;   // all of it
  std::string errors;  // the first 4 KiB of what it wrote to standard error
};

// Whether the name is in PATH.
[[nodiscard]] bool HasProgram(const std::string& name);

// Runs it without a shell, in the C locale, with no open file but its three, and from its first
// moments on unable to write any. It is killed, with what it started, once the context
// ends or it writes more than it may. kUnavailable (not installed), kTooLarge (more output),
// kInternal, and the context's codes; a program that fails is a result.
[[nodiscard]] Result<ProgramResult> RunProgram(const ProgramCall& call, const Context& context);

}  // namespace cutline
