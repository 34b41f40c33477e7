#include "api/task_answer.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace cutline::api {
namespace {

using std::chrono::milliseconds;

ByteBuffer Bytes(std::string_view text) { return {text.begin(), text.end()}; }

PictureResult Done(std::string name, std::string_view body,
                   std::string media_type = "application/json", std::string extension = ".json") {
  serving::Answer answer;
  answer.output.body = Bytes(body);
  answer.output.media_type = std::move(media_type);
  answer.output.extension = std::move(extension);
  answer.output.facts = {{"model", "m"}, {"lines", std::to_string(body.size())}};
  answer.output.stages = {{"decode", milliseconds(2)}};
  answer.queued = milliseconds(1);
  return {std::move(name), std::move(answer)};
}

PictureResult Failed(std::string name, Status status) {
  return {std::move(name), std::unexpected(std::move(status))};
}

http::Response Answer(std::vector<PictureResult> results) {
  http::Request request;
  request.headers = {{"accept-language", "zh"}};
  request.id = "rid";
  return AnswerOf(std::move(results), request);
}

std::string HeaderOf(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

// The body with its boundary named "B".
std::string Parts(const http::Response& response) {
  constexpr std::string_view kStart = "multipart/mixed; boundary=";
  if (!response.content_type.starts_with(kStart)) return response.content_type;
  const std::string boundary = response.content_type.substr(kStart.size());
  std::string text(AsText(response.body));
  for (std::size_t at = text.find(boundary); at != std::string::npos; at = text.find(boundary))
    text.replace(at, boundary.size(), "B");
  return text;
}

TEST(AnswerOf, GivesOnePictureInOneFormatAsItIs) {
  const http::Response response = Answer([] {
    std::vector<PictureResult> one;
    one.push_back(Done("a.png", "{\"a\":1}\n"));
    return one;
  }());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(AsText(response.body), "{\"a\":1}\n");
  EXPECT_EQ(HeaderOf(response, "Server-Timing"), "queue;dur=1.0, decode;dur=2.0");
  EXPECT_EQ(HeaderOf(response, "X-Cutline-Lines"), "8");
}

TEST(AnswerOf, JoinsObjectsInTheirOrder) {
  std::vector<PictureResult> results;
  results.push_back(Done("a.png", "{\"a\":1}\n"));
  results.push_back(Failed("b\".png", Unprocessable({"Damaged.", "已损坏。"})));
  results.push_back(Failed("", Unsupported("No.")));
  results.push_back(Done("c.png", "{\"a\":100}\n"));
  const http::Response response = Answer(std::move(results));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/json");
  const auto joined = boost::json::parse(AsText(response.body)).at("results").as_array();
  ASSERT_EQ(joined.size(), 4U);
  EXPECT_EQ(joined[0].at("a"), 1);
  EXPECT_EQ(joined[1].at("file"), "b\".png");
  EXPECT_EQ(joined[1].at("error").at("status"), 422);
  EXPECT_EQ(joined[1].at("error").at("detail"), "已损坏。");
  EXPECT_EQ(joined[1].at("error").at("request_id"), "rid");
  EXPECT_FALSE(joined[2].as_object().contains("file"));
  EXPECT_EQ(joined[3].at("a"), 100);
  // Times add up; what differs is not told for all.
  EXPECT_EQ(HeaderOf(response, "Server-Timing"), "queue;dur=2.0, decode;dur=4.0");
  EXPECT_EQ(HeaderOf(response, "X-Cutline-Model"), "m");
  EXPECT_EQ(HeaderOf(response, "X-Cutline-Lines"), "");
}

TEST(AnswerOf, WritesAPartForEachOfSeveralFiles) {
  std::vector<PictureResult> results;
  results.push_back(Done("dir/../a.b.jpg", "PNG", "image/png", ".png"));
  results.push_back(Done("..", "PNG2", "image/png", ".png"));
  results.push_back(Failed("c:\\d.jpg", Unprocessable("Damaged.")));
  const std::string parts = Parts(Answer(std::move(results)));
  EXPECT_TRUE(parts.starts_with(
      "--B\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=\"a.b.png\""
      "\r\n\r\nPNG\r\n"
      "--B\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=\"2.png\""
      "\r\n\r\nPNG2\r\n"
      "--B\r\nContent-Type: application/problem+json\r\n"
      "Content-Disposition: attachment; filename=\"d.problem.json\"\r\n\r\n{\"type\":"))
      << parts;
  EXPECT_TRUE(parts.ends_with("}\r\n--B--\r\n")) << parts;
}

TEST(AnswerOf, GivesNoTwoPartsOneName) {
  std::vector<PictureResult> results;
  for (const char* name : {"a.png", "b/a.jpg", "a-2.png"})
    results.push_back(Done(name, "PNG", "image/png", ".png"));
  results.push_back(
      Failed("a.webp", ResourceExhausted("Full.").WithRetryAfter(milliseconds(1500))));
  const std::string parts = Parts(Answer(std::move(results)));
  for (const char* name : {"\"a.png\"", "\"a-2.png\"", "\"a-2-3.png\"", "\"a-4.problem.json\""}) {
    const std::size_t at = parts.find(name);
    ASSERT_NE(at, std::string::npos) << name << parts;
    EXPECT_EQ(parts.find(name, at + 1), std::string::npos) << name;
  }
  EXPECT_NE(parts.find("\"retry_after\":2"), std::string::npos) << parts;

  results.clear();
  for (const char* name : {"a-3.png", "a.png", "a.jpg"})
    results.push_back(Done(name, "PNG", "image/png", ".png"));
  EXPECT_NE(Parts(Answer(std::move(results))).find("\"a-3-3.png\""), std::string::npos);
}

TEST(AnswerOf, WritesAPartForEachFormatOfAPicture) {
  std::vector<PictureResult> results;
  results.push_back(Done("", "{}"));
  results[0].answer->output.more.push_back({Bytes("hi\n"), "text/plain", ".txt"});
  EXPECT_EQ(Parts(Answer(std::move(results))),
            "--B\r\nContent-Type: application/json\r\n"
            "Content-Disposition: attachment; filename=\"1.json\"\r\n\r\n{}\r\n"
            "--B\r\nContent-Type: text/plain\r\n"
            "Content-Disposition: attachment; filename=\"1.txt\"\r\n\r\nhi\n\r\n--B--\r\n");
}

TEST(AnswerOf, TellsTheFirstProblemWhereAllFailed) {
  std::vector<PictureResult> results;
  results.push_back(Failed("a", ResourceExhausted("Full.").WithRetryAfter(milliseconds(1500))));
  results.push_back(Failed("b", Unprocessable("Damaged.")));
  const http::Response response = Answer(std::move(results));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(HeaderOf(response, "Retry-After"), "2");
}

}  // namespace
}  // namespace cutline::api
