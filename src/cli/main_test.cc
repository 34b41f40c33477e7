#include "cli/main.h"

#include <gtest/gtest.h>

#include "base/version.h"
#include "cli/exit_code.h"
#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {
using testing::FakeProgram;
using testing::Ran;
using testing::RunLine;
using testing::TempDir;

TEST(Main, HelpsWhenNothingIsAsked) {
  FakeProgram program;
  const Ran ran = RunLine(program, {});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find("remove"), std::string::npos);
}

TEST(Main, NamesTheNearestCommand) {
  FakeProgram program;
  const Ran ran = RunLine(program, {"remvoe", "a.jpg"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.err, "error: There is no command “remvoe”.\n  Did you mean “remove”?\n");
  EXPECT_NE(RunLine(program, {"models", "lst"}).err.find("Did you mean “list”?"),
            std::string::npos);
}

TEST(Main, NamesTheNearestOption) {
  FakeProgram program;
  const Ran ran = RunLine(program, {"remove", "--only-maks", "a.jpg"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find("Did you mean “--only-mask”?"), std::string::npos) << ran.err;
}

TEST(Main, AsksForTheCommandBeforeOptions) {
  FakeProgram program;
  const Ran ran = RunLine(program, {"--home", "/x", "models", "list"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find("options come after the command"), std::string::npos) << ran.err;
  EXPECT_EQ(RunLine(program, {"models"}).exit, 2);
}

TEST(Main, ChecksTheNumberOfArguments) {
  FakeProgram program;
  EXPECT_NE(RunLine(program, {"remove"}).err.find("needs IN…"), std::string::npos);
  EXPECT_NE(RunLine(program, {"serve", "extra"}).err.find("“extra” is one argument too many"),
            std::string::npos);
  EXPECT_NE(RunLine(program, {"completion", "tcsh"}).err.find("none of bash, zsh, fish"),
            std::string::npos);
}

TEST(Main, SpeaksChinese) {
  FakeProgram program;
  const ConsoleOptions chinese{.language = Language::kChinese};
  EXPECT_EQ(RunLine(program, {"remvoe"}, chinese).err,
            "错误：没有名为“remvoe”的命令。\n  是否想写“remove”？\n");
  EXPECT_NE(RunLine(program, {"help", "remove"}, chinese).out.find("只要蒙版"), std::string::npos);
}

TEST(Main, ColoursErrorsOnlyWhenTold) {
  FakeProgram program;
  EXPECT_EQ(RunLine(program, {"x"}).err.find('\x1b'), std::string::npos);
  EXPECT_NE(RunLine(program, {"x"}, {.colour = true}).err.find("\x1b[1;31merror:\x1b[0m"),
            std::string::npos);
}

TEST(Main, ShowsHelpOfEveryKind) {
  FakeProgram program;
  for (const std::vector<std::string>& line : {std::vector<std::string>{"help", "remove"},
                                               {"remove", "--help"},
                                               {"remove", "a.jpg", "-h"}}) {
    const Ran ran = RunLine(program, line);
    EXPECT_EQ(ran.exit, 0);
    for (const char* part :
         {"cutline remove [OPTION]… IN…", "-o, --output OUT", "--format png|webp", "--home DIR"}) {
      EXPECT_NE(ran.out.find(part), std::string::npos) << part;
    }
  }
  EXPECT_NE(RunLine(program, {"models", "--help"}).out.find("calibrate"), std::string::npos);
  EXPECT_NE(RunLine(program, {"help", "models"}).out.find("calibrate"), std::string::npos);
  EXPECT_NE(RunLine(program, {"--help"}).out.find("serve"), std::string::npos);
  EXPECT_NE(RunLine(program, {"help", "models", "pull"}).out.find("--url"), std::string::npos);
  EXPECT_EQ(RunLine(program, {"help", "remov"}).exit, 2);
}

TEST(Main, PrintsTheExitCodes) {
  FakeProgram program;
  const std::string out = RunLine(program, {"help", "exit-codes"}).out;
  for (const ExitRow& row : ExitTable()) EXPECT_NE(out.find(row.meaning), std::string::npos);
}

TEST(Main, PrintsTheVersion) {
  FakeProgram program;
  for (const char* word : {"version", "--version", "-V"}) {
    EXPECT_EQ(RunLine(program, {word}).out, "cutline " + std::string(Version()) + "\n");
  }
  EXPECT_NE(RunLine(program, {"version", "--verbose"}).out.find("libfake"), std::string::npos);
  EXPECT_EQ(RunLine(program, {"version", "-v", "--json"}).out,
            "{\"cutline\":\"" + std::string(Version()) + "\",\"libfake\":\"1.2\"}\n");
}

TEST(Main, HandsProgramOptionsToTheConfiguration) {
  FakeProgram program;
  EXPECT_EQ(RunLine(program, {"serve", "--listen", "127.0.0.1:0", "--home", "/h"}).exit, 0);
  ASSERT_EQ(program.configured.size(), 2U);
  EXPECT_EQ(program.configured[0].name, "listen");
  EXPECT_EQ(program.configured[1].text, "/h");
}

TEST(Main, PrintsWarningsOfTheConfiguration) {
  FakeProgram program;
  program.warned = {{"CUTLINE_HOEM is not read."}};
  EXPECT_EQ(RunLine(program, {"serve"}).err, "warning: CUTLINE_HOEM is not read.\n");
}

TEST(Main, TellsABadConfigurationFromABadCommandLine) {
  FakeProgram program;
  program.configure_outcome = InvalidArgument({"cutline.toml line 3: no such key."});
  const Ran ran = RunLine(program, {"serve"});
  EXPECT_EQ(ran.exit, 78);
  EXPECT_EQ(ran.err, "error: cutline.toml line 3: no such key.\n");
  program.configure_outcome = NotFound({"No file."});
  EXPECT_EQ(RunLine(program, {"serve"}).exit, 66);
  // These need no configuration and work with a broken one.
  for (const char* word : {"version", "help", "man"}) EXPECT_EQ(RunLine(program, {word}).exit, 0);
}

TEST(Main, ChecksTheConfiguration) {
  FakeProgram program;
  EXPECT_EQ(RunLine(program, {"config", "check"}).exit, 0);
  program.configure_outcome = InvalidArgument({"broken"});  // is not even asked
  program.problems = {InvalidArgument({"one"}), InvalidArgument({"two"})};
  const Ran ran = RunLine(program, {"config", "check"});
  EXPECT_EQ(ran.exit, 78);
  EXPECT_EQ(ran.err, "error: one\nerror: two\n");
  EXPECT_NE(RunLine(program, {"config", "check", "--json"}).out.find("\"message\":\"two\""),
            std::string::npos);
}

TEST(Main, ShowsTheConfiguration) {
  FakeProgram program;
  const std::string out = RunLine(program, {"config", "show"}).out;
  EXPECT_NE(out.find("threads  4      CUTLINE_THREADS  Threads"), std::string::npos) << out;
  EXPECT_NE(
      RunLine(program, {"config", "show", "--json"}).out.find("\"origin\":\"CUTLINE_THREADS\""),
      std::string::npos);
}

TEST(Main, ExaminesTheMachine) {
  FakeProgram program;
  program.checks = {{Check::State::kOk, {"CPU"}, {"avx2"}, {}}};
  EXPECT_EQ(RunLine(program, {"doctor"}).exit, 0);
  program.checks.push_back(
      {Check::State::kBad, {"Models"}, {"none"}, {"Run cutline models pull u2netp."}});
  const Ran ran = RunLine(program, {"doctor"});
  EXPECT_EQ(ran.exit, 69);
  EXPECT_EQ(ran.out,
            "ok    CPU: avx2\nbad   Models: none\n      → Run cutline models pull u2netp.\n");
  EXPECT_NE(RunLine(program, {"doctor", "--json"}).out.find("\"state\":\"bad\""),
            std::string::npos);
}

TEST(Main, ReportsAServerThatCannotStart) {
  FakeProgram program;
  program.serve_outcome =
      Unavailable({"Port 8080 is in use."}).WithHint({"Choose another with --listen."});
  const Ran ran = RunLine(program, {"serve"});
  EXPECT_EQ(ran.exit, 69);
  EXPECT_EQ(ran.err, "error: Port 8080 is in use.\n  Choose another with --listen.\n");
}

// Every row of the table but those reached above.
TEST(Main, TurnsEveryFailureIntoItsExitCode) {
  const std::map<std::string, Exit> expected = {{"fine", Exit::kOk},
                                                {"invalid-argument", Exit::kUsage},
                                                {"unprocessable", Exit::kDamaged},
                                                {"not-found", Exit::kNotFound},
                                                {"unsupported", Exit::kUnsupported},
                                                {"too-large", Exit::kTooLarge},
                                                {"unavailable", Exit::kUnavailable},
                                                {"internal", Exit::kInternal},
                                                {"already-exists", Exit::kExists},
                                                {"io", Exit::kIo},
                                                {"resource-exhausted", Exit::kBusy},
                                                {"deadline-exceeded", Exit::kTimedOut}};
  FakeProgram program;
  for (const auto& [input, exit] : expected) {
    EXPECT_EQ(RunLine(program, {"remove", "-"}, {}, input).exit, static_cast<int>(exit)) << input;
  }
}

TEST(Main, IsInterruptedWhileItWaitsForInput) {
  FakeProgram program;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(RunLine(program, {"remove", "-"}, {}, "x", stop.get_token()).exit, 130);
}

}  // namespace
}  // namespace cutline::cli
