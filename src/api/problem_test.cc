#include "api/problem.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace cutline::api {
namespace {

std::string HeaderOf(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(Problem, IsJsonWithSentenceHintAndField) {
  http::Request request;
  request.id = "abc";
  const http::Response response = Problem(InvalidArgument({"It is wrong.", "错了。"})
                                              .WithHint({"Mend it.", "请修正。"})
                                              .WithField("model")
                                              .WithDetail("secret"),
                                          &request);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto body = boost::json::parse(AsText(response.body)).as_object();
  EXPECT_EQ(body.at("type"), "urn:cutline:problem:invalid-argument");
  EXPECT_EQ(body.at("status"), 400);
  EXPECT_EQ(body.at("detail"), "It is wrong.");
  EXPECT_EQ(body.at("hint"), "Mend it.");
  EXPECT_EQ(body.at("field"), "model");
  EXPECT_EQ(body.at("request_id"), "abc");
  EXPECT_EQ(AsText(response.body).find("secret"), std::string_view::npos);
  EXPECT_EQ(HeaderOf(response, "Content-Language"), "en");
}

TEST(Problem, StaysUtf8WhateverTheRequestSaid) {
  const auto response =
      ProblemWithStatus(400, InvalidArgument("No \xff\xfe here.").WithField("\xff"), nullptr);
  const std::string text(response.body.begin(), response.body.end());
  boost::system::error_code error;
  boost::json::parse(text, error);
  EXPECT_FALSE(error) << text;
}

TEST(Problem, SpeaksChineseWhereAsked) {
  http::Request request;
  request.headers = {{"accept-language", "zh-CN,zh;q=0.9"}};
  const http::Response response = Problem(NotFound({"Nothing there.", "未找到。"}), &request);
  EXPECT_EQ(boost::json::parse(AsText(response.body)).at("detail"), "未找到。");
  EXPECT_EQ(HeaderOf(response, "Content-Language"), "zh");
}

TEST(Problem, SaysWhenToRetryInWholeSeconds) {
  const auto retry = [](std::chrono::milliseconds after) {
    return HeaderOf(Problem(ResourceExhausted("Full.").WithRetryAfter(after), nullptr),
                    "Retry-After");
  };
  EXPECT_EQ(retry(std::chrono::milliseconds(1)), "1");
  EXPECT_EQ(retry(std::chrono::milliseconds(1001)), "2");
  EXPECT_EQ(HeaderOf(Problem(Internal("Broken."), nullptr), "Retry-After"), "");
  const auto body = [](const Status& status) {
    return boost::json::parse(AsText(Problem(status, nullptr).body)).as_object();
  };
  EXPECT_EQ(
      body(ResourceExhausted("Full.").WithRetryAfter(std::chrono::seconds(3))).at("retry_after"),
      3);
  EXPECT_FALSE(body(Internal("Broken.")).contains("retry_after"));
}

TEST(HttpStatus, BlamesTheClientOnlyForItsOwnFaults) {
  const std::pair<Code, int> table[] = {{Code::kInvalidArgument, 400},
                                        {Code::kNotFound, 404},
                                        {Code::kAlreadyExists, 409},
                                        {Code::kUnsupported, 415},
                                        {Code::kUnprocessable, 422},
                                        {Code::kTooLarge, 413},
                                        {Code::kCancelled, 499},
                                        {Code::kResourceExhausted, 503},
                                        {Code::kUnavailable, 503},
                                        {Code::kDeadlineExceeded, 504},
                                        {Code::kIo, 500},
                                        {Code::kInternal, 500}};
  for (const auto& [code, status] : table) EXPECT_EQ(HttpStatus(code), status) << CodeName(code);
}

}  // namespace
}  // namespace cutline::api
