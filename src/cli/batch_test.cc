// `cutline remove` on a fake task: what is read, written, refused and reported.
#include "cli/batch.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>

#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {
using testing::FakeProgram;
using testing::Ran;
using testing::RunLine;
using testing::TempDir;

class Remove : public ::testing::Test {
 protected:
  Ran Run(std::vector<std::string> words, ConsoleOptions options = {}, std::string_view input = {},
          std::stop_token stop = {}) {
    words.insert(words.begin(), "remove");
    return RunLine(program_, words, options, input, std::move(stop));
  }
  TempDir dir_;
  FakeProgram program_;
};

TEST_F(Remove, WritesBesideTheInput) {
  dir_.Write("a.jpg", "hello");
  const Ran ran = Run({dir_ / "a.jpg"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(dir_.Read("a.cutout.png"), "png:hello");
  EXPECT_NE(ran.err.find("a.cutout.png"), std::string::npos);
  EXPECT_EQ(ran.out, "");
}

TEST_F(Remove, LetsTheOutputsNameChooseTheFormat) {
  dir_.Write("a.jpg", "hello");
  EXPECT_EQ(Run({dir_ / "a.jpg", "-o", dir_ / "x.webp"}).exit, 0);
  EXPECT_EQ(dir_.Read("x.webp"), "webp:hello");
  // Said outright, --format wins.
  EXPECT_EQ(Run({dir_ / "a.jpg", "-o", dir_ / "y.webp", "--format", "png"}).exit, 0);
  EXPECT_EQ(dir_.Read("y.webp"), "png:hello");
}

TEST_F(Remove, RefusesTheEndingOfAFormatThatIsNotWritten) {
  dir_.Write("a.jpg", "hello");
  const Ran ran = Run({dir_ / "a.jpg", "-o", dir_ / "x.jpg"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find(".png, .webp"), std::string::npos);
}

TEST_F(Remove, TakesDefaultsFromTheConfigurationUnderFlags) {
  dir_.Write("a.jpg", "hello");
  program_.default_format = "webp";
  EXPECT_EQ(Run({dir_ / "a.jpg"}).exit, 0);
  EXPECT_EQ(dir_.Read("a.cutout.webp"), "webp:hello");
  EXPECT_EQ(Run({dir_ / "a.jpg", "-f", "png"}).exit, 0);
  EXPECT_EQ(dir_.Read("a.cutout.png"), "png:hello");
}

TEST_F(Remove, FollowsATaskThatAnswersWithAnotherKind) {
  dir_.Write("a.jpg", "as webp");
  EXPECT_EQ(Run({dir_ / "a.jpg"}).exit, 0);
  EXPECT_TRUE(dir_.Has("a.cutout.webp"));
  EXPECT_FALSE(dir_.Has("a.cutout.png"));
}

TEST_F(Remove, NeverOverwritesWithoutForce) {
  dir_.Write("a.jpg", "new");
  dir_.Write("a.cutout.png", "old");
  const Ran ran = Run({dir_ / "a.jpg"});
  EXPECT_EQ(ran.exit, 73);
  EXPECT_NE(ran.err.find("--force"), std::string::npos);
  EXPECT_EQ(dir_.Read("a.cutout.png"), "old");
  EXPECT_EQ(program_.task->runs, 0);  // refused before any work
  EXPECT_EQ(Run({dir_ / "a.jpg", "--force"}).exit, 0);
  EXPECT_EQ(dir_.Read("a.cutout.png"), "png:new");
}

TEST_F(Remove, NeverWritesOverItsInputEvenWithForce) {
  dir_.Write("a.png", "hello");
  std::filesystem::create_symlink(dir_ / "a.png", dir_ / "b.png");
  for (const char* name : {"a.png", "b.png"}) {
    EXPECT_EQ(Run({dir_ / "a.png", "-o", dir_ / name, "--force"}).exit, 2) << name;
  }
  EXPECT_EQ(dir_.Read("a.png"), "hello");
}

TEST_F(Remove, WritesIntoPipesAndDevicesAndNeverReplacesThem) {
  dir_.Write("a.jpg", "hello");
  ASSERT_EQ(::mkfifo((dir_ / "pipe.png").c_str(), 0600), 0);
  const int reader = ::open((dir_ / "pipe.png").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  EXPECT_EQ(Run({dir_ / "a.jpg", "-o", dir_ / "pipe.png"}).exit, 0);
  EXPECT_TRUE(std::filesystem::is_fifo(dir_ / "pipe.png"));
  std::array<char, 64> got{};
  EXPECT_GT(::read(reader, got.data(), got.size()), 0);
  ::close(reader);
}

TEST_F(Remove, WorksThroughPipes) {
  const Ran ran = Run({"-"}, {}, "hello");
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(ran.out, "png:hello");
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(Run({"-", "-o", dir_ / "o.png"}, {}, "hi").exit, 0);
  EXPECT_EQ(dir_.Read("o.png"), "png:hi");
}

TEST_F(Remove, RefusesToWriteAPictureToATerminal) {
  const Ran ran = Run({"-"}, {.out_is_terminal = true}, "hello");
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find("-o"), std::string::npos);
}

TEST_F(Remove, RefusesTwoUsesOfStandardOutput) { EXPECT_EQ(Run({"-", "--json"}, {}, "x").exit, 2); }

TEST_F(Remove, RefusesTooMuchInput) {
  EXPECT_EQ(Run({"-"}, {}, std::string(1001, 'x')).exit, 68);
  dir_.Write("a.jpg", std::string(1001, 'x'));
  EXPECT_EQ(Run({dir_ / "a.jpg"}).exit, 68);
}

TEST_F(Remove, RunsSeveralInputsAtOnce) {
  for (int i = 0; i < 6; ++i)
    dir_.Write("in/" + std::to_string(i) + ".jpg", "x" + std::to_string(i));
  program_.task->rendezvous = 2;  // would never end if they ran one by one
  const Ran ran = Run({dir_ / "in", "-o", dir_ / "out"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(program_.task->most_running, 2);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(dir_.Read("out/" + std::to_string(i) + ".png"), "png:x" + std::to_string(i));
  }
  EXPECT_NE(ran.err.find("6 done, 0 failed, 0 not reached"), std::string::npos) << ran.err;
}

TEST_F(Remove, GoesOnAfterAFailureAndSaysSo) {
  dir_.Write("a.jpg", "good");
  dir_.Write("b.jpg", "unprocessable");
  dir_.Write("c.jpg", "refused");
  dir_.Write("e.jpg", "good too");
  const Ran ran = Run({dir_ / "a.jpg", dir_ / "b.jpg", dir_ / "c.jpg", dir_ / "missing.jpg",
                       dir_ / "e.jpg", "-o", dir_ / "o/"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_TRUE(dir_.Has("o/a.png") && dir_.Has("o/e.png"));
  EXPECT_FALSE(dir_.Has("o/b.png") || dir_.Has("o/c.png"));
  for (const char* name : {"b.jpg: It failed.", "c.jpg: It is refused.",
                           "missing.jpg does not exist.", "2 done, 3 failed"}) {
    EXPECT_NE(ran.err.find(name), std::string::npos) << name << "\n" << ran.err;
  }
}

TEST_F(Remove, StopsWhereNothingElseCouldSucceed) {
  for (int i = 0; i < 50; ++i) dir_.Write("in/" + std::to_string(i) + ".jpg", "unavailable");
  const Ran ran = Run({dir_ / "in", "-o", dir_ / "out"});
  EXPECT_EQ(ran.exit, 69);
  EXPECT_LE(program_.task->runs, 5);
  EXPECT_NE(ran.err.find("0 done, 1 failed, 49 not reached"), std::string::npos) << ran.err;
}

TEST_F(Remove, StopsAtAWrongOptionOfTheTask) {
  for (int i = 0; i < 9; ++i) dir_.Write("in/" + std::to_string(i) + ".jpg", "x");
  const Ran ran = Run({dir_ / "in", "-o", dir_ / "out", "-m", "nope"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(program_.task->runs, 0);
  EXPECT_NE(ran.err.find("0 done, 1 failed, 8 not reached"), std::string::npos) << ran.err;
}

TEST_F(Remove, ReturnsTheCodeOfASingleFailure) {
  dir_.Write("a.jpg", "unprocessable");
  const Ran ran = Run({dir_ / "a.jpg"});
  EXPECT_EQ(ran.exit, 65);
  EXPECT_NE(ran.err.find("a.jpg: It failed.\n  Try another.\n"), std::string::npos) << ran.err;
}

TEST_F(Remove, PrintsOneJsonObjectForEachInput) {
  dir_.Write("a.jpg", "good");
  dir_.Write("b.jpg", "unprocessable");
  const Ran ran = Run({dir_ / "a.jpg", dir_ / "b.jpg", "--json", "-m", "net"});
  EXPECT_EQ(ran.exit, 1);
  std::map<std::string, boost::json::object> by_input;
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) {
    boost::json::object object = boost::json::parse(line).as_object();
    by_input[std::string(object["input"].as_string())] = object;
  }
  ASSERT_EQ(by_input.size(), 2U);
  boost::json::object& good = by_input[dir_ / "a.jpg"];
  EXPECT_EQ(good["output"].as_string(), dir_ / "a.cutout.png");
  EXPECT_EQ(good["bytes"].to_number<int>(), 8);
  EXPECT_EQ(good["media_type"].as_string(), "image/png");
  EXPECT_EQ(good["facts"].at("model").as_string(), "net");
  EXPECT_EQ(good["stages_ms"].at("infer").to_number<double>(), 5);
  EXPECT_TRUE(good["stages_ms"].as_object().contains("queue"));
  boost::json::object& bad = by_input[dir_ / "b.jpg"];
  EXPECT_EQ(bad["error"].at("code").as_string(), "unprocessable");
  EXPECT_EQ(bad["error"].at("hint").as_string(), "Try another.");
  EXPECT_FALSE(bad.contains("output"));
}

TEST_F(Remove, LeavesNothingHalfWrittenWhenInterrupted) {
  for (int i = 0; i < 20; ++i) dir_.Write("in/" + std::to_string(i) + ".jpg", "wait");
  std::stop_source stop;
  std::jthread ctrl_c([&] {
    while (program_.task->running < 2) std::this_thread::yield();
    stop.request_stop();
  });
  const Ran ran = Run({dir_ / "in", "-o", dir_ / "out"}, {}, {}, stop.get_token());
  EXPECT_EQ(ran.exit, 130);
  EXPECT_FALSE(dir_.Has("out"));
  EXPECT_LE(program_.task->runs, 3);
  EXPECT_NE(ran.err.find("0 done, 0 failed, 20 not reached"), std::string::npos) << ran.err;
}

TEST_F(Remove, ReportsAnUnwritablePlace) {
  dir_.Write("a.jpg", "hello");
  dir_.Write("file", "x");
  const Ran ran = Run({dir_ / "a.jpg", "-o", dir_ / "file/x.png"});
  EXPECT_EQ(ran.exit, 74) << ran.err;
}

TEST_F(Remove, DrawsProgressOnATerminalOnly) {
  for (const char* name : {"in/a.jpg", "in/b.jpg"}) dir_.Write(name, "x");
  EXPECT_EQ(Run({dir_ / "in", "-o", dir_ / "1/"}).err.find('\r'), std::string::npos);
  const std::string drawn = Run({dir_ / "in", "-o", dir_ / "2/"}, {.err_is_terminal = true}).err;
  EXPECT_NE(drawn.find("2/2"), std::string::npos) << drawn;
  EXPECT_EQ(Run({dir_ / "in", "-o", dir_ / "3/", "--quiet"}, {.err_is_terminal = true}).err, "");
}

}  // namespace
}  // namespace cutline::cli
