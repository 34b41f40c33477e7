// The program: hands the command line to `cli`, with the real rooms behind it. Start here,
// then app/rooms.cc (what there is and how it hangs together) and serving/runner.cc (the way
// of a call).
#include "cli/main.h"
#include "app/program.h"
#include "cli/interrupt.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments = cutline::cli::WordsOf(argc, argv);
  cutline::app::AppProgram program;
  cutline::cli::Console console(cutline::cli::DetectConsole());
  const cutline::cli::Interrupts interrupts;
  return cutline::cli::Main(arguments, program, console, interrupts.token());
}
