#include "cli/console.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {
using testing::FakeConsole;

TEST(Console, KeepsOutputUntilItIsFlushed) {
  FakeConsole console;
  console->Out("a");
  EXPECT_EQ(console.out(), "");
  EXPECT_TRUE(console->Flush().ok());
  EXPECT_EQ(console.out(), "a");
}

TEST(Console, ReportsAFullDisk) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  Console console({.out = full});
  console.Out("a");
  const Status status = console.Flush();
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_NE(status.sentence().en.find("No space left"), std::string::npos);
  ::close(full);
}

TEST(Console, PrintsTheHintBelowTheSentence) {
  FakeConsole console;
  console->Error(NotFound({"b.jpg does not exist."}).WithHint({"Check the name."}), "b.jpg");
  console->Error(Unprocessable({"It is damaged."}), "c.jpg");
  EXPECT_EQ(console.err(),
            "error: b.jpg does not exist.\n  Check the name.\nerror: c.jpg: It is damaged.\n");
}

TEST(Console, ReadsAllOfItsInput) {
  const std::string long_text(200'000, 'x');
  FakeConsole console({}, long_text);
  EXPECT_EQ(AsText(*console->ReadInput(1 << 20, {})), long_text);
}

TEST(Console, RefusesTooMuchInput) {
  FakeConsole console({}, "12345");
  EXPECT_EQ(console->ReadInput(4, {}).error().code(), Code::kTooLarge);
}

TEST(Console, StopsWaitingForInputWhenInterrupted) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);  // nobody will ever write
  Console console({.in = ends[0]});
  std::stop_source stop;
  std::jthread ctrl_c([&] { stop.request_stop(); });
  EXPECT_EQ(console.ReadInput(10, stop.get_token()).error().code(), Code::kCancelled);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(Language, FollowsTheFirstVariableThatIsSet) {
  EXPECT_EQ(LanguageOf(nullptr, nullptr, nullptr), Language::kEnglish);
  EXPECT_EQ(LanguageOf(nullptr, "", "zh_CN.UTF-8"), Language::kChinese);
  EXPECT_EQ(LanguageOf("C", nullptr, "zh_CN.UTF-8"), Language::kEnglish);
  EXPECT_EQ(LanguageOf("zh_TW", "en_GB", "en_GB"), Language::kChinese);
}

TEST(Language, FallsBackToEnglish) {
  EXPECT_EQ(In(Language::kChinese, Sentence("only this")), "only this");
  EXPECT_EQ(In(Language::kChinese, "a", "甲"), "甲");
}

}  // namespace
}  // namespace cutline::cli
