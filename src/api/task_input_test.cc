#include "api/task_input.h"

#include <gtest/gtest.h>

namespace cutline::api {
namespace {

constexpr std::array kDecls = {
    OptionDecl{.name = "model", .type = OptionType::kText},
    OptionDecl{.name = "only-mask", .type = OptionType::kFlag},
    OptionDecl{
        .name = "quality", .type = OptionType::kInteger, .fallback = "90", .min = 1, .max = 100},
};

http::Part MakePart(std::string name, std::string_view data) {
  return {.name = std::move(name),
          .filename = {},
          .content_type = {},
          .data = {data.begin(), data.end()}};
}

http::Request Multipart(std::vector<http::Part> parts) {
  http::Request request;
  request.is_multipart = true;
  request.parts = std::move(parts);
  return request;
}

http::Request Json(std::string_view text) {
  http::Request request;
  request.headers = {{"content-type", "application/json; charset=utf-8"}};
  request.body.assign(text.begin(), text.end());
  return request;
}

Result<TaskInput> Read(http::Request request) {
  CUTLINE_ASSIGN_OR_RETURN(const BodyKind kind, ClassifyBody(request));
  return ReadTaskInput(request, kind, OptionValues(kDecls));
}

TEST(TaskInput, TakesFileAndOptionsFromAForm) {
  const auto input = Read(Multipart(
      {MakePart("quality", "70"), MakePart("file", "PIC"), MakePart("only_mask", "true")}));
  ASSERT_TRUE(input.has_value()) << input.error().ToString();
  EXPECT_EQ(AsText(input->file), "PIC");
  EXPECT_EQ(input->options.Integer("quality"), 70);
  EXPECT_TRUE(input->options.Flag("only-mask"));
}

TEST(TaskInput, TakesARawBodyWithOptionsInTheQuery) {
  http::Request request;
  request.headers = {{"content-type", "image/jpeg"}};
  request.query = {{"only-mask", "1"}};
  request.body = {1, 2, 3};
  const auto input = Read(std::move(request));
  ASSERT_TRUE(input.has_value());
  EXPECT_EQ(input->file.size(), 3U);
  EXPECT_TRUE(input->options.Flag("only-mask"));
}

TEST(TaskInput, TakesBase64FromJsonWithTypedOptions) {
  const auto input = Read(Json(R"({"file":"UElD","only_mask":true,"quality":55,"model":"x"})"));
  ASSERT_TRUE(input.has_value()) << input.error().ToString();
  EXPECT_EQ(AsText(input->file), "PIC");
  EXPECT_EQ(input->options.Integer("quality"), 55);
  EXPECT_EQ(AsText(Read(Json(R"({"file":"data:image/png;base64,UElD"})"))->file), "PIC");
}

TEST(TaskInput, LetsTheBodyWinOverTheQuery) {
  http::Request request = Multipart({MakePart("file", "P"), MakePart("quality", "10")});
  request.query = {{"quality", "20"}};
  EXPECT_EQ(Read(std::move(request))->options.Integer("quality"), 10);
}

TEST(TaskInput, RefusesWithTheFieldAtFault) {
  struct {
    http::Request request;
    const char* field;
  } cases[] = {
      {Multipart({}), "file"},
      {Multipart({MakePart("file", "a"), MakePart("file", "b")}), "file"},
      {Multipart({MakePart("file", "a"), MakePart("qualty", "7")}), "qualty"},
      {Multipart({MakePart("file", "a"), MakePart("quality", "101")}), "quality"},
      {Json("{}"), "file"},
      {Json(R"({"file":7})"), "file"},
      {Json(R"({"file":"***"})"), "file"},
      {Json(R"({"file":"data:text/html,hi"})"), "file"},
      {Json(R"({"file":"UElD","quality":"NaN"})"), "quality"},
      {Json(R"({"file":"UElD","quality":[1]})"), "quality"},
      {Json("[1"), ""},
      {Json("[]"), ""},
      {Json(std::string(100'000, '[')), ""},
      {http::Request{}, "file"},
  };
  for (auto& [request, field] : cases) {
    const auto input = Read(std::move(request));
    ASSERT_FALSE(input.has_value()) << field;
    EXPECT_EQ(input.error().code(), Code::kInvalidArgument) << input.error().ToString();
    EXPECT_EQ(input.error().field(), field);
  }
}

TEST(TaskInput, RefusesBodiesThatHoldNoPicture) {
  http::Request request;
  request.headers = {{"content-type", "text/plain; charset=utf-8"}};
  EXPECT_EQ(ClassifyBody(request).error().code(), Code::kUnsupported);
}

// So does curl --data-binary call whatever it sends.
TEST(TaskInput, TakesAFormTypeForARawPicture) {
  http::Request request;
  request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(ClassifyBody(request).value(), BodyKind::kRaw);
}

TEST(TaskInput, SaysWhichFieldThePictureGoesIn) {
  http::Request request;
  request.is_multipart = true;
  request.parts.push_back({.name = "image", .filename = "a.jpg", .content_type = {}, .data = {1}});
  const auto input = ReadTaskInput(request, BodyKind::kMultipart, OptionValues());
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().field(), "image");
  EXPECT_NE(input.error().hint().en.find("“file”"), std::string::npos);
}

}  // namespace
}  // namespace cutline::api
