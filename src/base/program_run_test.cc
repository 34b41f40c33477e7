#include "base/program_run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

namespace cutline {
namespace {

class RunProgramTest : public testing::Test {
 protected:
  Result<ProgramResult> Run(std::vector<std::string> arguments, std::string_view input = {}) {
    return RunProgram({.arguments = std::move(arguments),
                       .input = AsBytes(input),
                       .max_output = 100'000,
                       .max_memory = 1ULL << 30,
                       .max_cpu_seconds = 5},
                      context_);
  }
  SteadyClock clock_;
  Context context_{.clock = clock_, .deadline = {}, .cancelled = {}};
};

TEST_F(RunProgramTest, HandsInputInAndOutputOut) {
  const std::string text(90'000, 'x');
  const auto result = Run({"cat"}, text);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->exit_code, 0);
  EXPECT_EQ(AsText(result->output), text);
}

TEST_F(RunProgramTest, TellsHowItEnded) {
  const auto failed = Run({"sh", "-c", "echo out; echo why >&2; exit 3"});
  ASSERT_TRUE(failed.has_value());
  EXPECT_EQ(failed->exit_code, 3);
  EXPECT_EQ(AsText(failed->output), "out\n");
  EXPECT_EQ(failed->errors, "why\n");
  const auto killed = Run({"sh", "-c", "kill -9 $$"});
  ASSERT_TRUE(killed.has_value());
  EXPECT_EQ(killed->exit_code, 128 + 9);
}

TEST_F(RunProgramTest, NamesAProgramThatIsAbsent) {
  EXPECT_FALSE(HasProgram("no-such-program-here"));
  EXPECT_TRUE(HasProgram("cat"));
  const auto result = Run({"no-such-program-here"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), Code::kUnavailable);
}

TEST_F(RunProgramTest, EndsWhatWritesTooMuchOrToFiles) {
  EXPECT_EQ(Run({"cat", "/dev/zero"}).error().code(), Code::kTooLarge);
  const std::string file = testing::TempDir() + "/program_run_test_file";
  const auto wrote = Run({"sh", "-c", "sleep 0.2; echo text > " + file + "; cat " + file});
  ASSERT_TRUE(wrote.has_value());
  EXPECT_EQ(AsText(wrote->output), "");
}

TEST_F(RunProgramTest, HandsOnNoOpenFile) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);  // without CLOEXEC, as some libraries open theirs
  const auto result = Run({"ls", "/proc/self/fd"});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(AsText(result->output), "0\n1\n2\n3\n");  // 3 is the folder it lists
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(RunProgramTest, BoundsMemoryAndTime) {
  const auto hungry =
      Run({"sh", "-c", "sleep 0.2; head -c 2000000000 /dev/zero | tail -n 1 | wc -c"});
  ASSERT_TRUE(hungry.has_value());
  EXPECT_NE(AsText(hungry->output), "2000000000\n");
  const auto busy = Run({"sh", "-c", "sleep 0.2; while :; do :; done"});
  ASSERT_TRUE(busy.has_value());
  EXPECT_GT(busy->exit_code, 128);
}

TEST_F(RunProgramTest, EndsWithTheContextEvenOnceItsPipesAreClosed) {
  context_.deadline = Deadline::After(std::chrono::milliseconds(300), clock_);
  const auto result = Run({"sh", "-c", "exec >&- 2>&-; sleep 60"});
  EXPECT_EQ(result.error().code(), Code::kDeadlineExceeded);
}

TEST_F(RunProgramTest, EndsWithTheContext) {
  context_.deadline = Deadline::After(std::chrono::milliseconds(200), clock_);
  const TimePoint start = clock_.Now();
  EXPECT_EQ(Run({"sleep", "60"}).error().code(), Code::kDeadlineExceeded);
  EXPECT_LT(clock_.Now() - start, std::chrono::seconds(20));
  std::stop_source source;
  source.request_stop();
  context_.deadline = {};
  context_.cancelled = source.get_token();
  EXPECT_EQ(Run({"sleep", "60"}).error().code(), Code::kCancelled);
}

}  // namespace
}  // namespace cutline
