#include "cli/progress.h"

#include <gtest/gtest.h>

#include "cli/table.h"
#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {
using std::chrono::seconds;

TEST(Progress, TellsRateAndTimeLeft) {
  EXPECT_EQ(RenderProgress({25, 100, 0, false, seconds(10)}, 80, Language::kEnglish),
            "[######------------------]  25/100  2.5/s  30 s left");
  EXPECT_EQ(RenderProgress({1, 1000, 3, false, seconds(1)}, 80, Language::kChinese),
            "[------------------------]  1/1000  1.0/s  剩余 16 min 39 s  失败 3");
}

TEST(Progress, CountsBytes) {
  EXPECT_EQ(RenderProgress({1 << 20, 4 << 20, 0, true, seconds(1)}, 20, Language::kEnglish),
            "1.0 MiB/4.0 MiB  1.0 MiB/s  3 s left");
  EXPECT_EQ(RenderProgress({1 << 20, 0, 0, true, seconds(0)}, 80, Language::kEnglish), "1.0 MiB");
}

TEST(Progress, NeverOverflowsItsBar) {
  const std::string line = RenderProgress({7, 5, 0, false, seconds(1)}, 80, Language::kEnglish);
  EXPECT_TRUE(line.starts_with("[" + std::string(24, '#') + "]"));
}

TEST(Progress, IsSilentWithoutATerminal) {
  testing::FakeConsole console;
  const FakeClock clock;
  ProgressBar(*console, clock).Update({1, 2, 0, false, {}});
  EXPECT_EQ(console.err(), "");
}

TEST(Progress, RedrawsTenTimesASecondAtMost) {
  testing::FakeConsole console({.err_is_terminal = true});
  FakeClock clock;
  {
    ProgressBar bar(*console, clock);
    for (std::uint64_t i = 1; i <= 50; ++i) {
      clock.Advance(std::chrono::milliseconds(10));
      bar.Update({i, 1000, 0, false, {}});
    }
  }
  const std::string drawn = console.err();
  const auto times =
      std::count(drawn.begin(), drawn.end(), '[') - std::count(drawn.begin(), drawn.end(), '\r');
  EXPECT_EQ(times, 5) << drawn;  // each drawing has an escape and a bar; the end one escape
  EXPECT_TRUE(drawn.ends_with("\r\x1b[K"));
}

TEST(Table, AlignsColumns) {
  Table table({"A", "LONGER", "C"});
  table.Add({"four", "x", ""});
  EXPECT_EQ(table.Render(), "A     LONGER  C\nfour  x\n");
}

TEST(Table, CountsWideCharactersTwice) {
  EXPECT_EQ(DisplayWidth("a模型"), 5);
  EXPECT_EQ(DisplayWidth("…é"), 2);
  Table table({"模型", "x"});
  table.Add({"ab", "y"});
  EXPECT_EQ(table.Render(), "模型  x\nab    y\n");
}

}  // namespace
}  // namespace cutline::cli
