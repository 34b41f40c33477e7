// Further formats of a result, over the fake task.
#include "cli/side_outputs.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <boost/json.hpp>

#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {
using testing::FakeProgram;
using testing::Ran;
using testing::RunLine;
using testing::TempDir;

constexpr std::array kDraw = {SideFile{"draw", "webp", "Draw it", "画出来"}};

class SideOutputs : public ::testing::Test {
 protected:
  SideOutputs() {
    program_.summary.side_files = kDraw;
    dir_.Write("a.jpg", "one");
    dir_.Write("b.jpg", "two");
  }
  Ran Run(std::vector<std::string> words, std::string_view input = {},
          ConsoleOptions console = {}) {
    words.insert(words.begin(), "remove");
    return RunLine(program_, words, console, input);
  }
  // A task that prints text, as reading does.
  void Print() {
    program_.summary.prints = true;
    program_.summary.suffix = "";
    program_.summary.formats = program_.summary.formats.subspan(2);  // text first
    program_.default_format = "text";
  }
  TempDir dir_;
  FakeProgram program_;
};

TEST_F(SideOutputs, LieBesideTheResultUnderItsName) {
  const Ran ran = Run({dir_ / "a.jpg", "--also", "text,json,text,png"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(dir_.Read("a.cutout.png"), "png:one");
  EXPECT_EQ(dir_.Read("a.cutout.txt"), "text:one");
  EXPECT_EQ(dir_.Read("a.cutout.json"), "json:one\n");
  EXPECT_NE(ran.err.find("a.cutout.json ("), std::string::npos) << ran.err;
}

TEST_F(SideOutputs, TakeTheNameThatOutputGives) {
  EXPECT_EQ(Run({dir_ / "a.jpg", "-o", dir_ / "x.alto.xml", "--also", "text"}).exit, 0);
  EXPECT_EQ(dir_.Read("x.alto.xml"), "alto:one");
  EXPECT_EQ(dir_.Read("x.txt"), "text:one");
  EXPECT_EQ(Run({dir_ / "a.jpg", "-o", dir_ / "v1.2", "-f", "text", "--also", "json"}).exit, 0);
  EXPECT_TRUE(dir_.Has("v1.2") && dir_.Has("v1.2.json"));
  EXPECT_EQ(Run({dir_ / "a.jpg", "-o", dir_ / "y.xml", "-f", "alto", "--also", "json"}).exit, 0);
  EXPECT_TRUE(dir_.Has("y.xml") && dir_.Has("y.json"));
}

TEST_F(SideOutputs, FollowFoldersAndPatterns) {
  EXPECT_EQ(Run({dir_ / "a.jpg", dir_ / "b.jpg", "-o", dir_ / "o/", "--also", "text"}).exit, 0);
  EXPECT_EQ(dir_.Read("o/b.txt"), "text:two");
  EXPECT_EQ(
      Run({dir_ / "a.jpg", "-o", dir_.path().string() + "/{ext}/{name}.{ext}", "--also", "text"})
          .exit,
      0);
  EXPECT_TRUE(dir_.Has("png/a.png") && dir_.Has("txt/a.txt"));
  EXPECT_EQ(
      Run({dir_ / "a.jpg", "-o", dir_.path().string() + "/{{{name}.png", "--also", "text"}).exit,
      0);
  EXPECT_TRUE(dir_.Has("{a.png") && dir_.Has("{a.txt"));
}

TEST_F(SideOutputs, LieBesideTheInputWhereTheResultIsPrinted) {
  Print();
  const Ran ran = Run({dir_ / "a.jpg", "--also", "json"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(ran.out, "text:one");
  EXPECT_EQ(dir_.Read("a.json"), "json:one\n");
  EXPECT_EQ(Run({dir_ / "b.jpg", "-o", "/dev/null", "--also", "json"}).exit, 0);
  EXPECT_EQ(dir_.Read("b.json"), "json:two\n");
}

TEST_F(SideOutputs, NeedANameWhereThereIsNone) {
  const Ran ran = Run({"-", "--also", "json"}, "hello");
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find("Name the result with -o."), std::string::npos) << ran.err;
  EXPECT_EQ(Run({"-", "-o", dir_ / "s.png", "--also", "json"}, "hello").exit, 0);
  EXPECT_EQ(dir_.Read("s.json"), "json:hello\n");
}

TEST_F(SideOutputs, ObeyTheRulesOfOverwriting) {
  dir_.Write("a.cutout.json", "old");
  EXPECT_EQ(Run({dir_ / "a.jpg", "--also", "json"}).exit, 73);
  EXPECT_EQ(program_.task->runs, 0);  // refused before any work
  EXPECT_FALSE(dir_.Has("a.cutout.png"));
  EXPECT_EQ(Run({dir_ / "a.jpg", "--also", "json", "--force"}).exit, 0);
  EXPECT_EQ(dir_.Read("a.cutout.json"), "json:one\n");
}

TEST_F(SideOutputs, AreNeverWrittenOverAnyInput) {
  dir_.Write("x.txt", "three");
  const Ran ran = Run({dir_ / "x.txt", dir_ / "a.jpg", "-o", dir_ / "{name}.png", "--draw",
                       dir_ / "{name}.webp", "--also", "text", "--force"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_NE(ran.err.find("x.txt can't be both input and output."), std::string::npos) << ran.err;
  EXPECT_EQ(dir_.Read("x.txt"), "three");
  EXPECT_EQ(dir_.Read("a.txt"), "text:one");
  // Nor over another's.
  EXPECT_EQ(Run({dir_ / "a.jpg", dir_ / "b.jpg", "-o", dir_ / "b.jpg", "-f", "png"}).exit, 2);
  const std::string others = dir_.path().string() + "/c{n}.png";
  dir_.Write("c1.png", "four");
  EXPECT_EQ(Run({dir_ / "a.jpg", dir_ / "c1.png", "-o", others, "--force"}).exit, 1);
  EXPECT_EQ(dir_.Read("c1.png"), "four");
}

TEST_F(SideOutputs, AreAllSavedOrNone) {
  dir_.Write("file", "x");
  const Ran ran = Run({dir_ / "a.jpg", "-o", dir_ / "file/x.png", "--draw", dir_ / "drawn.webp"});
  EXPECT_EQ(ran.exit, 74) << ran.err;
  EXPECT_FALSE(dir_.Has("drawn.webp"));
}

TEST_F(SideOutputs, OfAFlagGoWhereItSays) {
  const Ran ran = Run({dir_ / "a.jpg", "--draw", dir_ / "drawn.webp", "--also", "text"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(dir_.Read("drawn.webp"), "webp:one");
  EXPECT_TRUE(dir_.Has("a.cutout.txt"));
  EXPECT_FALSE(dir_.Has("a.cutout.webp"));
  EXPECT_EQ(Run({dir_ / "a.jpg", dir_ / "b.jpg", "--force", "--draw",
                 dir_.path().string() + "/d/{name}.{ext}"})
                .exit,
            0);
  EXPECT_EQ(dir_.Read("d/b.webp"), "webp:two");
  EXPECT_EQ(Run({dir_ / "a.jpg", "--force", "--draw", dir_ / "e/"}).exit, 0);
  EXPECT_TRUE(dir_.Has("e/a.webp"));
}

TEST_F(SideOutputs, OfAFlagAreNoInputsOfTheNextRun) {
  dir_.Write("in/a.jpg", "one");
  for (int run = 0; run < 2; ++run) {
    EXPECT_EQ(Run({dir_ / "in", "-o", dir_ / "out/", "--draw", dir_ / "in/drawn/", "--force"}).exit,
              0);
  }
  EXPECT_EQ(program_.task->runs, 2);
}

TEST_F(SideOutputs, OfAFlagMayBePrinted) {
  const Ran ran = Run({dir_ / "a.jpg", "--draw", "-"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(ran.out, "webp:one");
  EXPECT_EQ(Run({dir_ / "b.jpg", "--draw", "-"}, {}, {.out_is_terminal = true}).exit, 2);
  EXPECT_EQ(Run({dir_ / "b.jpg", "-o", "-", "--draw", "-"}).exit, 2);
}

TEST_F(SideOutputs, OfAFlagNeedANameForEachInput) {
  const Ran ran = Run({dir_ / "a.jpg", dir_ / "b.jpg", "--draw", dir_ / "one.webp"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find("one.webp is one name for 2 results."), std::string::npos) << ran.err;
  EXPECT_EQ(program_.task->runs, 0);
}

TEST_F(SideOutputs, OfAFlagHaveItsFormat) {
  const Ran ran = Run({dir_ / "a.jpg", "--draw", dir_ / "x.png"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find("--draw writes webp, not .png."), std::string::npos) << ran.err;
  EXPECT_NE(Run({dir_ / "a.jpg", "--draw", dir_ / "x.webp", "-f", "webp"}).err.find("already"),
            std::string::npos);
}

TEST_F(SideOutputs, DoNotShareAName) {
  const Ran ran =
      Run({dir_ / "a.jpg", "-o", dir_ / "x.webp", "-f", "png", "--draw", dir_ / "x.webp"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find("x.webp would be written as png and as webp."), std::string::npos)
      << ran.err;
}

TEST_F(SideOutputs, StandInTheReport) {
  const Ran ran = Run({dir_ / "a.jpg", "--also", "text", "--json"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  const boost::json::value also = boost::json::parse(ran.out).at("also");
  EXPECT_EQ(also.at(0).at("output").as_string(), dir_ / "a.cutout.txt");
  EXPECT_EQ(also.at(0).at("bytes").to_number<int>(), 8);
  EXPECT_EQ(also.at(0).at("media_type").as_string(), "text/plain");
}

TEST_F(SideOutputs, AreOptionsWithHelp) {
  EXPECT_NE(Run({"--help"}).out.find("--draw FILE"), std::string::npos);
}

TEST_F(SideOutputs, PrintedJsonHasARowForEachInput) {
  Print();
  dir_.Write("bad.jpg", "unprocessable");
  const Ran ran =
      Run({dir_ / "a.jpg", dir_ / "bad.jpg", dir_ / "missing.jpg", dir_ / "b.jpg", "--json"});
  EXPECT_EQ(ran.exit, 1);
  std::vector<std::string> lines;
  std::istringstream out(ran.out);
  for (std::string line; std::getline(out, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 4U) << ran.out;
  EXPECT_EQ(lines[0], "json:one");
  EXPECT_EQ(lines[3], "json:two");
  const boost::json::value bad = boost::json::parse(lines[1]);
  EXPECT_EQ(bad.at("file").as_string(), dir_ / "bad.jpg");
  EXPECT_EQ(bad.at("error").at("code").as_string(), "unprocessable");
  EXPECT_EQ(bad.at("error").at("message").as_string(), "It failed.");
  EXPECT_EQ(bad.at("error").at("hint").as_string(), "Try another.");
  EXPECT_EQ(boost::json::parse(lines[2]).at("error").at("code").as_string(), "not-found");
  EXPECT_NE(ran.err.find("2 done, 2 failed"), std::string::npos) << ran.err;
}

TEST_F(SideOutputs, PrintedTextOfSeveralHasHeadingsAndBinaryIsRefused) {
  Print();
  EXPECT_EQ(Run({dir_ / "a.jpg", dir_ / "b.jpg"}).out,
            "==> " + (dir_ / "a.jpg") + " <==\ntext:one==> " + (dir_ / "b.jpg") + " <==\ntext:two");
  EXPECT_EQ(Run({dir_ / "a.jpg", dir_ / "b.jpg", "-f", "json"}).out, "json:one\njson:two\n");
  program_.summary.formats = program_.task->formats();
  const Ran ran = Run({dir_ / "a.jpg", dir_ / "b.jpg", "-f", "png"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_NE(ran.err.find("Only one file can go to standard output."), std::string::npos);
}

}  // namespace
}  // namespace cutline::cli
