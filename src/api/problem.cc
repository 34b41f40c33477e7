#include "api/problem.h"

#include <boost/json.hpp>

#include "api/language.h"
#include "base/utf8.h"

namespace cutline::api {

int HttpStatus(Code code) {
  switch (code) {
    case Code::kOk:
      return 200;
    case Code::kInvalidArgument:
      return 400;
    case Code::kNotFound:
      return 404;
    case Code::kAlreadyExists:
      return 409;
    case Code::kTooLarge:
      return 413;
    case Code::kUnsupported:
      return 415;
    case Code::kUnprocessable:
      return 422;
    case Code::kCancelled:
      return 499;  // nobody reads it; nginx's number, for the log
    case Code::kIo:
    case Code::kInternal:
      return 500;
    case Code::kResourceExhausted:
    case Code::kUnavailable:
      return 503;
    case Code::kDeadlineExceeded:
      return 504;
  }
  return 500;
}

http::Response ProblemWithStatus(int http_status, const Status& status,
                                 const http::Request* request) {
  const Language language =
      request != nullptr ? ChooseLanguage(request->Header("accept-language")) : Language::kEnglish;
  boost::json::object problem;
  problem["type"] = fmt::format("urn:cutline:problem:{}", CodeName(status.code()));
  problem["title"] = std::string(http::ReasonPhrase(http_status));
  problem["status"] = http_status;
  problem["detail"] = In(language, status.sentence());
  if (!status.hint().empty()) problem["hint"] = In(language, status.hint());
  if (!status.field().empty()) problem["field"] = std::string(status.field());
  if (request != nullptr) problem["request_id"] = request->id;
  std::optional<std::int64_t> retry_after;  // seconds
  if (const auto after = status.retry_after()) {
    retry_after =
        std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(*after).count());
    problem["retry_after"] = *retry_after;  // a picture among several has no headers of its own
  }
  http::Response response = http::TextResponse(http_status, "application/problem+json",
                                               ValidUtf8(boost::json::serialize(problem)));
  response.headers.emplace_back("Content-Language", language == Language::kChinese ? "zh" : "en");
  response.headers.emplace_back("Cache-Control", "no-store");
  if (retry_after) response.headers.emplace_back("Retry-After", std::to_string(*retry_after));
  return response;
}

Status BusyParsers() {
  return ResourceExhausted({"The server is full: too many requests are being read.",
                            "服务器已满：正在读取的请求过多。"})
      .WithRetryAfter(std::chrono::seconds(1));
}

http::Response Problem(const Status& status, const http::Request* request) {
  return ProblemWithStatus(HttpStatus(status.code()), status, request);
}

}  // namespace cutline::api
