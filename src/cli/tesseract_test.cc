#include "cli/tesseract.h"

#include <gtest/gtest.h>

#include "cli/main.h"
#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {
using Words = std::vector<std::string>;

Words Line(const Words& words) {
  const auto call = ReadTesseract(words);
  if (!call) return {"error: " + call.error().sentence().en};
  return call->arguments;
}

// What every translation begins with.
Words Ocr(const Words& rest) {
  Words line = {"ocr", "--quiet", "--force"};
  line.insert(line.end(), rest.begin(), rest.end());
  return line;
}

TEST(Tesseract, ReadsIntoATextFile) {
  EXPECT_EQ(Line({"a.png", "out"}),
            Ocr({"--format", "text", "--output", "out.txt", "--", "a.png"}));
}

TEST(Tesseract, ReadsFromAndIntoPipes) {
  const Words piped = Ocr({"--format", "text", "--output", "-", "--", "-"});
  EXPECT_EQ(Line({"stdin", "stdout"}), piped);
  EXPECT_EQ(Line({"-", "-"}), piped);
  EXPECT_EQ(Line({"-", "stdout", "tsv"}), Ocr({"--format", "tsv", "--output", "-", "--", "-"}));
}

TEST(Tesseract, WritesSeveralFormatsAtOnce) {
  EXPECT_EQ(Line({"a.png", "o", "tsv", "txt", "tsv", "quiet"}),
            Ocr({"--format", "tsv", "--output", "o.tsv", "--also", "text", "--", "a.png"}));
  EXPECT_EQ(
      Line({"a.png", "o", "hocr", "page", "alto", "pdf"}),
      Ocr({"--format", "alto", "--output", "o.xml", "--also", "hocr,pagexml,pdf", "--", "a.png"}));
  EXPECT_EQ(Line({"a.png", "stdout", "tsv", "txt"}),
            Words{"error: Only one format can go to standard output."});
}

TEST(Tesseract, TakesFormatsAsVariables) {
  EXPECT_EQ(Line({"a.png", "o", "-c", "tessedit_create_hocr=1", "-c", "tessedit_create_txt=0"}),
            Ocr({"--format", "hocr", "--output", "o.hocr", "--", "a.png"}));
}

TEST(Tesseract, TakesOptionsInAnyPlace) {
  EXPECT_EQ(Line({"--oem", "1", "a.png", "-l", "chi_sim+eng", "o", "--dpi", "300", "--psm", "6"}),
            Ocr({"--format", "text", "--output", "o.txt", "--languages", "zh,en", "--", "a.png"}));
}

TEST(Tesseract, NamesLanguagesAsTheTaskDoes) {
  for (const auto& [theirs, ours] : std::vector<std::pair<std::string, std::string>>{
           {"eng", "en"}, {"chi_tra+osd+chi_sim", "zh"}, {"eng+chi_sim", "en,zh"}}) {
    EXPECT_EQ(Line({"a", "o", "-l", theirs}),
              Ocr({"--format", "text", "--output", "o.txt", "--languages", ours, "--", "a"}));
  }
  EXPECT_EQ(Line({"a", "o", "-l", "osd"}), Line({"a", "o"}));
}

TEST(Tesseract, TakesThePictureForOneLineWhereTheModeSaysSo) {
  const Words line =
      Ocr({"--format", "text", "--output", "o.txt", "--detect=false", "--", "a.png"});
  for (const char* mode : {"7", "8", "10", "13"}) {
    EXPECT_EQ(Line({"a.png", "o", "--psm", mode}), line) << mode;
  }
  EXPECT_EQ(Line({"a.png", "o", "-c", "tessedit_pageseg_mode=7"}), line);
  EXPECT_EQ(ReadTesseract(Words{"a.png", "o", "--psm", "0"}).error().code(), Code::kUnsupported);
}

TEST(Tesseract, KeepsBracesOfNames) {
  EXPECT_EQ(Line({"{a}", "o{n}"}),
            Ocr({"--format", "text", "--output", "o{{n}}.txt", "--", "{a}"}));
  EXPECT_EQ(Line({"a", "o}"})[6], "o}.txt");
}

TEST(Tesseract, RefusesWhatMakesNoSense) {
  const std::vector<std::pair<Words, std::string>> table = {
      {{}, "A picture and a name for the result are needed."},
      {{"a.png"}, "A picture and a name for the result are needed."},
      {{"a", "o", "-l", "fra"}, "The language “fra” is none of chi_sim, chi_tra, eng, osd."},
      {{"a", "o", "-l", "eng+"}, "The language “” is none of chi_sim, chi_tra, eng, osd."},
      {{"a", "o", "--psm", "14"}, "--psm takes a number from 0 to 13, not “14”."},
      {{"a", "o", "--psm", "7x"}, "--psm takes a number from 0 to 13, not “7x”."},
      {{"a", "o", "--oem", "4"}, "--oem takes a number from 0 to 3, not “4”."},
      {{"a", "o", "--dpi", "many"}, "--dpi takes a number from 1 to 10000, not “many”."},
      {{"a", "o", "-c", "x"}, "-c takes NAME=VALUE, not “x”."},
      {{"a", "o", "-l"}, "-l is no option, or lacks its value."},
      {{"a", "o", "--nope", "x"}, "There is no option “--nope” here."},
      {{"a", "o", "makebox"}, "The configuration “makebox” is not offered."},
      {{"a", "o", "-c", "tessedit_create_boxfile=1"}, "tessedit_create_boxfile is not offered."},
      {{"pages.txt", "o"}, "A list of pictures (pages.txt) is not read."}};
  for (const auto& [words, sentence] : table) {
    const auto call = ReadTesseract(words);
    ASSERT_FALSE(call.has_value()) << sentence;
    EXPECT_EQ(call.error().sentence().en, sentence);
    EXPECT_FALSE(call.error().sentence().zh.empty());
    EXPECT_FALSE(call.error().hint().empty());
  }
}

TEST(Tesseract, SaysWhatItLeavesOut) {
  const auto call = ReadTesseract(Words{"a", "o", "-c", "textord_heavy_nr=1", "--user-words", "w"});
  ASSERT_EQ(call->left_out.size(), 2U);
  EXPECT_EQ(call->left_out[0].en, "-c textord_heavy_nr changes nothing here.");
}

TEST(Tesseract, HandsOnTheCharactersThatThereCanBe) {
  const auto call = ReadTesseract(Words{"a", "o", "-c", "tessedit_char_whitelist=0123"});
  const auto found = std::ranges::find(call->arguments, "--allowlist");
  ASSERT_NE(found, call->arguments.end());
  EXPECT_EQ(found[1], "0123");
}

TEST(Tesseract, IsKnownByTheProgramsName) {
  EXPECT_TRUE(IsTesseract("/usr/local/bin/tesseract"));
  EXPECT_FALSE(IsTesseract("/tesseract/cutline"));
  const char* linked[] = {"./tesseract", "a", "o"};
  EXPECT_EQ(WordsOf(3, linked), (Words{"tesseract", "a", "o"}));
  const char* plain[] = {"cutline", "ocr"};
  EXPECT_EQ(WordsOf(2, plain), Words{"ocr"});
  EXPECT_EQ(WordsOf(0, nullptr), Words{});
}

TEST(Tesseract, RunsTheTaskAndAnswersWithZeroOrOne) {
  const testing::TempDir dir;
  dir.Write("a.png", "read me");
  testing::FakeProgram program({}, "ocr");
  const auto run = [&](Words words) {
    words.insert(words.begin(), "tesseract");
    return testing::RunLine(program, words);
  };
  EXPECT_TRUE(run({"--version"}).out.starts_with("tesseract 5"));
  EXPECT_NE(run({"--version"}).out.find("\n cutline "), std::string::npos);
  EXPECT_EQ(run({"--list-langs"}).out,
            "List of available languages (4):\nchi_sim\nchi_tra\neng\nosd\n");
  EXPECT_NE(run({"--help"}).out.find("cutline tesseract [OPTION]… IN OUT [FORMAT]…"),
            std::string::npos);
  EXPECT_EQ(run({"--help"}).exit, 0);
  EXPECT_EQ(run({}).exit, 1);
  EXPECT_EQ(run({"a"}).exit, 1);
  EXPECT_EQ(run({dir / "a.png", dir / "o", "-l", "fra"}).exit, 1);

  const testing::Ran ran = run({dir / "a.png", dir / "o.1", "alto", "txt"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(dir.Read("o.1.xml"), "alto:read me");
  EXPECT_EQ(dir.Read("o.1.txt"), "text:read me");
  EXPECT_EQ(run({dir / "a.png", dir / "o.1", "alto", "txt"}).exit, 0);  // over what was there
  EXPECT_EQ(run({dir / "a.png", "stdout"}).out, "text:read me");
  EXPECT_EQ(run({dir / "absent.png", "stdout"}).exit, 1);
  EXPECT_EQ(dir.Read("a.png"), "read me");
  EXPECT_EQ(testing::RunLine(program, {"help"}).out.find("tesseract   ") != std::string::npos,
            true);
}

}  // namespace
}  // namespace cutline::cli
