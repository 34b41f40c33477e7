#include "api/task_input.h"

#include <gtest/gtest.h>

namespace cutline::api {
namespace {

constexpr std::array<std::string_view, 3> kFormats = {"text", "json", "csv"};
constexpr std::array kDecls = {
    OptionDecl{.name = "model", .type = OptionType::kText},
    OptionDecl{.name = "only-mask", .type = OptionType::kFlag},
    OptionDecl{.name = "also", .type = OptionType::kChoices, .choices = kFormats},
    OptionDecl{
        .name = "quality", .type = OptionType::kInteger, .fallback = "90", .min = 1, .max = 100},
};

http::Part MakePart(std::string name, std::string_view data) {
  return {.name = std::move(name),
          .filename = {},
          .content_type = {},
          .data = {data.begin(), data.end()}};
}

http::Part MakeFile(std::string name, std::string filename, std::string_view data) {
  http::Part part = MakePart(std::move(name), data);
  part.filename = std::move(filename);
  return part;
}

http::Request UrlEncoded(std::string_view text) {
  http::Request request;
  request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  request.body.assign(text.begin(), text.end());
  return request;
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

constexpr PictureFields kThree{.most = 3};
constexpr PictureFields kTheirs{.file = "image_file", .base64 = "image_data", .most = 3};

Result<TaskInput> Read(http::Request request, const PictureFields& fields = {}) {
  CUTLINE_ASSIGN_OR_RETURN(const BodyKind kind, ClassifyBody(request, fields));
  return ReadTaskInput(request, kind, fields, OptionValues(kDecls));
}

// "name=bytes" of each picture.
std::string Pictures(const Result<TaskInput>& input) {
  if (!input) return input.error().ToString();
  std::string text;
  for (const Picture& picture : input->pictures)
    text += fmt::format("{}={} ", picture.name, AsText(picture.bytes));
  return text;
}

TEST(TaskInput, TakesFileAndOptionsFromAForm) {
  const auto input = Read(Multipart(
      {MakePart("quality", "70"), MakePart("file", "PIC"), MakePart("only_mask", "true")}));
  ASSERT_TRUE(input.has_value()) << input.error().ToString();
  EXPECT_EQ(AsText(input->pictures[0].bytes), "PIC");
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
  EXPECT_EQ(input->pictures[0].bytes.size(), 3U);
  EXPECT_TRUE(input->options.Flag("only-mask"));
}

TEST(TaskInput, TakesBase64FromJsonWithTypedOptions) {
  const auto input = Read(Json(R"({"file":"UElD","only_mask":true,"quality":55,"model":"x"})"));
  ASSERT_TRUE(input.has_value()) << input.error().ToString();
  EXPECT_EQ(AsText(input->pictures[0].bytes), "PIC");
  EXPECT_EQ(input->options.Integer("quality"), 55);
  EXPECT_EQ(Pictures(Read(Json(R"({"file":"data:image/png;base64,UElD"})"))), "=PIC ");
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
  EXPECT_EQ(ClassifyBody(request, {}).error().code(), Code::kUnsupported);
}

// So does curl --data-binary call whatever it sends.
TEST(TaskInput, TakesAFormTypeForARawPicture) {
  EXPECT_EQ(ClassifyBody(UrlEncoded("x"), {}).value(), BodyKind::kRaw);
}

TEST(TaskInput, TakesSeveralPicturesInTheirOrder) {
  EXPECT_EQ(Pictures(Read(Multipart({MakeFile("file", "a.png", "A"), MakePart("quality", "7"),
                                     MakePart("file", "B"), MakeFile("file", "c.png", "C")}),
                          kThree)),
            "a.png=A =B c.png=C ");
  EXPECT_EQ(Pictures(Read(Json(R"({"file":["UElD","data:a/b;base64,UElD"]})"), kThree)),
            "=PIC =PIC ");
}

TEST(TaskInput, NamesTheLimitOfPicturesInBothLanguages) {
  std::vector<http::Part> parts(4, MakePart("file", "x"));
  for (http::Request request :
       {Multipart(parts), Json(R"({"file":["UElD","UElD","UElD","UElD"]})")}) {
    const auto input = Read(std::move(request), kThree);
    ASSERT_FALSE(input);
    EXPECT_EQ(input.error().code(), Code::kUnprocessable);
    EXPECT_EQ(input.error().field(), "file");
    EXPECT_EQ(input.error().sentence().en, "A request may hold 3 pictures; this one holds 4.");
    EXPECT_EQ(input.error().sentence().zh, "每个请求最多包含 3 张图片，此请求包含 4 张。");
  }
  EXPECT_EQ(Read(Multipart({MakePart("file", "a"), MakePart("file", "b")})).error().sentence().en,
            "A request may hold 1 picture; this one holds 2.");
}

TEST(TaskInput, KeepsNamesThatCanBeShown) {
  EXPECT_EQ(Pictures(Read(Multipart({MakeFile("file", "发票\r\n\x01\x7f\u0085 1.png", "A"),
                                     MakeFile("file", "\xff.png", "B"), MakeFile("file", "", "C")}),
                          kThree)),
            "发票 1.png=A =B =C ");
}

TEST(TaskInput, TakesListsOfChoicesFromJson) {
  const auto input = Read(Json(R"({"also":["json","csv"],"file":"UElD"})"));
  ASSERT_TRUE(input) << input.error().ToString();
  EXPECT_EQ(input->options.Text("also"), "json,csv");
  EXPECT_EQ(Read(Json(R"({"also":["json","cvs"],"file":"UElD"})")).error().field(), "also");
}

TEST(TaskInput, TakesBase64FromAFieldOfItsOwn) {
  EXPECT_EQ(Pictures(Read(Multipart({MakePart("image_data", "UElD"), MakePart("quality", "7"),
                                     MakePart("image_file", "A")}),
                          kTheirs)),
            "=PIC =A ");
  EXPECT_EQ(Pictures(Read(Json(R"({"image_data":"UElD","quality":7})"), kTheirs)), "=PIC ");
  EXPECT_EQ(Pictures(Read(Json(R"({"image_file":"UElD"})"), kTheirs)), "=PIC ");
  // Empty: a form page sends every field that it has.
  EXPECT_EQ(
      Pictures(Read(Multipart({MakePart("image_file", "A"), MakePart("image_data", "")}), kTheirs)),
      "=A ");
}

TEST(TaskInput, TakesBase64FromAUrlEncodedForm) {
  const auto input =
      Read(UrlEncoded("image_data=+%2B%2F%2f+w%3d%3D&quality=%37&only_mask=yes"), kTheirs);
  ASSERT_TRUE(input) << input.error().ToString();
  EXPECT_EQ(input->pictures[0].bytes, (ByteBuffer{0xfb, 0xef, 0xff, 0xfb}));
  EXPECT_EQ(input->options.Integer("quality"), 7);
  EXPECT_TRUE(input->options.Flag("only-mask"));

  std::string endless = "image_data=UElD";
  for (int i = 0; i < 100'000; ++i) endless += "&quality=7";
  const std::tuple<std::string, Code, const char*> cases[] = {
      {"quality=7", Code::kInvalidArgument, "image_file"},
      {"image_data=", Code::kInvalidArgument, "image_file"},
      {"image_data=%zz", Code::kInvalidArgument, ""},
      {"image_data=*", Code::kInvalidArgument, "image_data"},
      {"imagedata=UElD", Code::kInvalidArgument, "imagedata"},
      {"image_data=UElD&image_data=UElD&image_data=UElD&image_data=UElD", Code::kUnprocessable,
       "image_file"},
      {endless, Code::kInvalidArgument, ""},
  };
  for (const auto& [text, code, field] : cases) {
    const auto refused = Read(UrlEncoded(text), kTheirs);
    ASSERT_FALSE(refused) << text.substr(0, 60);
    EXPECT_EQ(refused.error().code(), code) << text.substr(0, 60);
    EXPECT_EQ(refused.error().field(), field) << text.substr(0, 60);
  }
}

TEST(TaskInput, KnowsWhatCostsTime) {
  EXPECT_TRUE(CostsTime(Json("{}"), BodyKind::kJson, kThree));
  EXPECT_TRUE(CostsTime(UrlEncoded(""), BodyKind::kUrlEncoded, kTheirs));
  EXPECT_TRUE(
      CostsTime(Multipart({MakePart("image_data", "UElD")}), BodyKind::kMultipart, kTheirs));
  EXPECT_FALSE(CostsTime(Multipart({MakePart("file", "A")}), BodyKind::kMultipart, kTheirs));
  EXPECT_FALSE(CostsTime(Multipart({MakePart("", "A")}), BodyKind::kMultipart, kThree));
}

TEST(TaskInput, NamesTheNearestFieldOfAPicture) {
  for (http::Request request : {Json(R"({"imagedata":"UElD"})"), UrlEncoded("imagedata=UElD"),
                                Multipart({MakePart("imagedata", "UElD")})}) {
    const auto input = Read(std::move(request), kTheirs);
    ASSERT_FALSE(input);
    EXPECT_EQ(input.error().field(), "imagedata");
    EXPECT_EQ(input.error().hint().en, "Did you mean “image_data”?");
  }
}

TEST(TaskInput, SaysWhichFieldThePictureGoesIn) {
  http::Request request;
  request.is_multipart = true;
  request.parts.push_back({.name = "image", .filename = "a.jpg", .content_type = {}, .data = {1}});
  const auto input = ReadTaskInput(request, BodyKind::kMultipart, {}, OptionValues());
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().field(), "image");
  EXPECT_NE(input.error().hint().en.find("“file”"), std::string::npos);
}

}  // namespace
}  // namespace cutline::api
