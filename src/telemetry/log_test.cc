#include "telemetry/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

namespace cutline::telemetry {
namespace {

// Puts a pipe in stderr's place. Lines are read back with Finish().
class LogTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
    saved_ = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    ASSERT_EQ(::dup2(ends_[1], STDERR_FILENO), STDERR_FILENO);
  }
  void TearDown() override {
    ShutdownLog();
    ::dup2(saved_, STDERR_FILENO);
    ::close(saved_);
    ::close(ends_[1]);
    if (ends_[0] >= 0) ::close(ends_[0]);
  }
  // Ends the log and gives all that was written.
  std::string Finish() {
    ShutdownLog();
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    std::string out;
    std::array<char, 65536> block;
    ssize_t got = 0;
    while ((got = ::read(ends_[0], block.data(), block.size())) > 0) {
      out.append(block.data(), static_cast<std::size_t>(got));
    }
    return out;
  }
  void CloseReader() {
    ::close(ends_[0]);
    ends_[0] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
  int saved_ = -1;
};

TEST_F(LogTest, WritesLinesInOrder) {
  InitLog({});
  for (int i = 0; i < 100; ++i) Log(Level::kInfo, "line", {{"i", std::int64_t{i}}});
  const std::string out = Finish();
  std::size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = out.find(" INFO  line i=" + std::to_string(i) + "\n", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(LogTest, WritesJsonWhenAsked) {
  InitLog({.format = LogFormat::kJson});
  Log(Level::kError, "failed", {{"code", "io"}});
  const std::string out = Finish();
  EXPECT_TRUE(out.starts_with("{\"time\":\"2"));
  EXPECT_TRUE(out.ends_with("Z\",\"level\":\"error\",\"message\":\"failed\",\"code\":\"io\"}\n"));
}

TEST_F(LogTest, PassesOnlyItsLevelAndAbove) {
  InitLog({.level = Level::kWarning});
  Log(Level::kInfo, "quiet");
  Log(Level::kWarning, "loud");
  Log(Level::kOff, "never");
  const std::string out = Finish();
  EXPECT_EQ(out.find("quiet"), std::string::npos);
  EXPECT_NE(out.find("loud"), std::string::npos);
  EXPECT_EQ(out.find("never"), std::string::npos);
}

TEST_F(LogTest, IsSilentWhenOff) {
  InitLog({.level = Level::kOff});
  Log(Level::kError, "error");
  EXPECT_EQ(Finish(), "");
}

TEST_F(LogTest, StillWritesAfterShutdown) {
  InitLog({});
  ShutdownLog();
  Log(Level::kInfo, "late");
  EXPECT_TRUE(Finish().ends_with(" INFO  late\n"));
}

TEST_F(LogTest, NeverWaitsForAReaderThatDoesNotReadAndCountsWhatIsLost) {
  InitLog({});
  const std::uint64_t before = DroppedLogLines();
  const std::string value(200, 'v');
  constexpr std::uint64_t kLines = 20000;  // 5 MB: far more than the pipe and the queue hold
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < kLines; ++i) Log(Level::kInfo, "line", {{"v", value}});
  EXPECT_GT(DroppedLogLines() - before, kLines / 2);
  const std::string out = Finish();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  const auto written = static_cast<std::uint64_t>(std::count(out.begin(), out.end(), '\n'));
  EXPECT_GT(written, 0U);
  EXPECT_EQ(written + DroppedLogLines() - before, kLines);  // each is either there or counted
}

TEST_F(LogTest, CountsLinesWhenTheReaderLeft) {
  InitLog({});
  const std::uint64_t before = DroppedLogLines();
  CloseReader();
  for (int i = 0; i < 10; ++i) Log(Level::kError, "line");
  ShutdownLog();
  Log(Level::kError, "and not even afterwards");
  EXPECT_EQ(DroppedLogLines() - before, 11U);
}

TEST_F(LogTest, CountsLinesWhenStderrIsClosed) {
  ::close(STDERR_FILENO);
  InitLog({});
  const std::uint64_t before = DroppedLogLines();
  Log(Level::kError, "line");
  ShutdownLog();
  EXPECT_EQ(DroppedLogLines() - before, 1U);
}

TEST_F(LogTest, TakesLinesFromManyThreadsWhileItEnds) {
  InitLog({});
  const std::uint64_t before = DroppedLogLines();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([] {
        for (int j = 0; j < 200; ++j) Log(Level::kInfo, "x");
      });
    }
    ShutdownLog();
  }
  const std::string out = Finish();
  const auto written = static_cast<std::uint64_t>(std::count(out.begin(), out.end(), '\n'));
  EXPECT_EQ(written + DroppedLogLines() - before, 800U);
}

TEST_F(LogTest, MayEndTwice) {
  ShutdownLog();
  InitLog({});
  ShutdownLog();
  ShutdownLog();
  EXPECT_EQ(Finish(), "");
}

TEST(ParseLevel, KnowsEveryLevelInAnyCase) {
  EXPECT_EQ(ParseLevel("debug"), Level::kDebug);
  EXPECT_EQ(ParseLevel("INFO"), Level::kInfo);
  EXPECT_EQ(ParseLevel("warning"), Level::kWarning);
  EXPECT_EQ(ParseLevel("warn"), Level::kWarning);
  EXPECT_EQ(ParseLevel("error"), Level::kError);
  EXPECT_EQ(ParseLevel("off"), Level::kOff);
}

TEST(ParseLevel, NamesTheNearestLevel) {
  const auto level = ParseLevel("eror");
  ASSERT_FALSE(level.has_value());
  EXPECT_EQ(level.error().code(), Code::kInvalidArgument);
  EXPECT_NE(level.error().hint().en.find("“error”"), std::string::npos);
  EXPECT_NE(level.error().hint().zh.find("“error”"), std::string::npos);
  EXPECT_NE(ParseLevel("chatty").error().hint().en.find("debug, info, warning"), std::string::npos);
  EXPECT_FALSE(ParseLevel("").has_value());
}

// What is logged before InitLog(), seen from outside: the level then can only be told in
// a process that has not called it yet.
TEST(LogDeathTest, PrintsWarningsAsTextBeforeItIsInitialised) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        Log(Level::kInfo, "quiet");
        Log(Level::kWarning, "early");
        std::_Exit(0);
      },
      testing::ExitedWithCode(0), "^[^\n]*Z WARN  early\n$");
}

}  // namespace
}  // namespace cutline::telemetry
