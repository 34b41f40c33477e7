#include "cli/task_options.h"

#include <gtest/gtest.h>

#include <array>

namespace cutline::cli {
namespace {

constexpr std::array<std::string_view, 3> kFormats = {"png", "webp", "jpeg"};
constexpr std::array<task::Format, 3> kPictures = {{{"png", "image/png", ".png"},
                                                    {"webp", "image/webp", ".webp"},
                                                    {"jpeg", "image/jpeg", ".jpg"}}};
constexpr std::array<task::Format, 1> kText = {{{"text", "text/plain", ".txt", true}}};
constexpr std::array kWithFormat = {OptionDecl{
    .name = "format", .type = OptionType::kChoice, .fallback = "png", .choices = kFormats}};

const TaskSummary kPicture{"remove", "", "", kWithFormat, kPictures, ""};
const TaskSummary kPlain{"read", "", "", {}, kText, ""};

TEST(TaskOptions, ExpectTheExtensionOfTheFormat) {
  OptionValues values(kWithFormat);
  EXPECT_EQ(ExpectedFormat(kPicture, values).extension, ".png");
  ASSERT_TRUE(values.Set("format", "jpeg", "--format").ok());
  EXPECT_EQ(ExpectedFormat(kPicture, values).extension, ".jpg");
  EXPECT_EQ(ExpectedFormat(kPlain, OptionValues()).extension, ".txt");
}

TEST(TaskOptions, LetANameChooseTheFormat) {
  for (const auto& [name, format] :
       std::vector<std::pair<std::string, std::string>>{{"a.webp", "webp"},
                                                        {"a.WEBP", "webp"},
                                                        {"a.jpg", "jpeg"},
                                                        {"o/{name}.webp", "webp"},
                                                        {"a", "png"},
                                                        {"a.{ext}", "png"},
                                                        {"a.final", "png"}}) {
    OptionValues values(kWithFormat);
    ASSERT_TRUE(ChooseFormatByName(kPicture, name, values).ok()) << name;
    EXPECT_EQ(values.Text("format"), format) << name;
  }
}

TEST(TaskOptions, RefuseAPictureFormatThatIsNotWritten) {
  OptionValues values(kWithFormat);
  const Status status = ChooseFormatByName(kPicture, "a.gif", values);
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_NE(status.hint().en.find(".png, .webp, .jpg"), std::string::npos);
  ASSERT_TRUE(values.Set("format", "png", "--format").ok());
  EXPECT_TRUE(ChooseFormatByName(kPicture, "a.gif", values).ok());  // said outright
}

TEST(TaskOptions, LeaveTasksWithoutFormatsAlone) {
  OptionValues values;
  EXPECT_TRUE(ChooseFormatByName(kPlain, "a.gif", values).ok());
}

TEST(TaskOptions, RefuseAnyEndingThatATaskOfTextDoesNotWrite) {
  static constexpr std::array<std::string_view, 3> kNames = {"text", "alto", "pagexml"};
  static constexpr std::array<task::Format, 3> kTexts = {
      {{"text", "text/plain", ".txt", true},
       {"alto", "application/xml", ".alto.xml", true},
       {"pagexml", "application/xml", ".page.xml", true}}};
  static constexpr std::array kDecls = {OptionDecl{
      .name = "format", .type = OptionType::kChoice, .fallback = "text", .choices = kNames}};
  const TaskSummary task{"read", "", "", kDecls, kTexts, ""};
  for (const std::string_view name : {"a.docx", "a.xml", "a.final", "o/{name}.html"}) {
    OptionValues values(kDecls);
    const Status status = ChooseFormatByName(task, name, values);
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << name;
    EXPECT_NE(status.hint().en.find(".txt, .alto.xml, .page.xml"), std::string::npos);
  }
  for (const auto& [name, format] : std::vector<std::pair<std::string, std::string>>{
           {"a.ALTO.xml", "alto"}, {"page.page.xml", "pagexml"}, {"a", "text"}, {"v1.2", "text"}}) {
    OptionValues values(kDecls);
    ASSERT_TRUE(ChooseFormatByName(task, name, values).ok()) << name;
    EXPECT_EQ(values.Text("format"), format) << name;
  }
}

}  // namespace
}  // namespace cutline::cli
