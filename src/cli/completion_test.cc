// Completion and the man page must know every command and option.
#include "cli/completion.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {
using testing::FakeProgram;
using testing::RunLine;

void EachOption(const std::vector<Command>& commands,
                const std::function<void(const OptionDecl&)>& visit) {
  for (const Command& command : commands) {
    for (const OptionDecl& decl : command.Declarations()) visit(decl);
    EachOption(command.children, visit);
  }
}

TEST(Completion, KnowsEveryOptionInEveryShell) {
  FakeProgram program;
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const auto ran = RunLine(program, {"completion", shell});
    ASSERT_EQ(ran.exit, 0);
    EachOption(Commands(program), [&](const OptionDecl& decl) {
      const std::string flag = (shell == "fish" ? "-l " : "--") + std::string(decl.name);
      EXPECT_NE(ran.out.find(flag), std::string::npos) << shell << " " << decl.name;
    });
    for (const char* word : {"calibrate", "serve", "u2netp", "png webp text json alto"}) {
      EXPECT_NE(ran.out.find(word), std::string::npos) << shell << " " << word;
    }
  }
}

// What bash itself makes of the script.
std::string Complete(const std::string& script, const std::string& words, int at) {
  const std::string program = "source " + script + "; COMP_WORDS=(" + words +
                              "); COMP_CWORD=" + std::to_string(at) +
                              "; _cutline; echo \"${COMPREPLY[@]}\"";
  std::FILE* pipe = ::popen(("bash -uc '" + program + "'").c_str(), "r");
  std::string out(4096, 0);
  out.resize(std::fread(out.data(), 1, out.size(), pipe));
  EXPECT_EQ(::pclose(pipe), 0) << words;
  return out.empty() ? out : out.substr(0, out.size() - 1);
}

TEST(Completion, WorksInBash) {
  FakeProgram program;
  const testing::TempDir dir;
  const std::string script =
      dir.Write("completion", RunLine(program, {"completion", "bash"}).out).string();
  EXPECT_EQ(Complete(script, "cutline se", 1), "serve");
  EXPECT_EQ(Complete(script, "cutline models ca", 2), "calibrate");
  EXPECT_EQ(Complete(script, "cutline remove --only", 2), "--only-mask");
  EXPECT_EQ(Complete(script, "cutline remove --format w", 3), "webp");
  EXPECT_EQ(Complete(script, "cutline remove -f \"\"", 3), "png webp text json alto");
  EXPECT_EQ(Complete(script, "cutline remove -m u2netp", 3), "u2netp");
  EXPECT_EQ(Complete(script, "cutline completion f", 2), "fish");
  EXPECT_EQ(Complete(script, "cutline nonsense x", 2), "");
}

TEST(Man, KnowsEveryOptionAndExitCode) {
  FakeProgram program;
  const std::string page = RunLine(program, {"man"}).out;
  EachOption(Commands(program), [&](const OptionDecl& decl) {
    std::string name = "\\-\\-";
    for (const char c : decl.name) name += c == '-' ? std::string("\\-") : std::string(1, c);
    EXPECT_NE(page.find(name), std::string::npos) << decl.name;
  });
  for (const ExitRow& row : ExitTable()) {
    EXPECT_NE(page.find(".TP\n" + std::to_string(static_cast<int>(row.exit)) + "\n"),
              std::string::npos);
  }
  EXPECT_NE(page.find("CUTLINE_ONLY_MASK"), std::string::npos);
}

}  // namespace
}  // namespace cutline::cli
