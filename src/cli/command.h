#pragma once
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/option.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/program.h"

namespace cutline::cli {

// What a command runs with.
struct Invocation {
  Program& program;
  Console& console;
  std::stop_token interrupted;
  OptionValues own;               // of Command::own
  std::vector<Assignment> given;  // of Command::task, as given; all valid
  std::vector<Assignment> setup;  // of Command::settings, already configured
  std::vector<std::string> operands;
};

enum class OperandKind { kNone, kFiles, kModel, kWords };  // what completion offers

// One command, or a group of them (`models`), as data: parsing, help, completion and the
// man page all read it. The spans live as long as the program.
struct Command {
  std::string name;
  Sentence summary;      // one line, no full stop
  Sentence description;  // paragraphs for help and man; may be empty
  std::string operands;  // as usage shows them: "IN…"
  OperandKind kind = OperandKind::kNone;
  std::vector<std::string> words;  // what kWords takes
  std::size_t min_operands = 0;
  std::size_t max_operands = 0;  // kMany for no limit
  std::vector<OptionDecl> own;
  std::span<const OptionDecl> task;                   // options of the task it runs
  std::vector<std::span<const OptionDecl>> settings;  // options of the program
  bool verbatim = false;  // every word after the name is an operand: another program's command line
  bool configure = true;  // false: runs without reading any configuration
  // The exit code, or a failure, which the caller prints and turns into one.
  std::function<Result<Exit>(Invocation&)> run;  // empty in a group
  std::vector<Command> children;

  static constexpr std::size_t kMany = ~std::size_t{0};

  // Every declaration in the order of help: own, task, settings.
  [[nodiscard]] std::vector<OptionDecl> Declarations() const;
};

}  // namespace cutline::cli
