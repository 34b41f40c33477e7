#include "http/failure.h"

#include "base/bytes.h"

namespace cutline::http {

Failure BadRequest(std::string_view detail) {
  return {400, InvalidArgument({"The request is not valid HTTP.", "请求不符合 HTTP 规范。"})
                   .WithDetail(std::string(detail))};
}

Failure NoSuchPath() {
  return {404, NotFound({"There is nothing at this address.", "此地址没有内容。"})};
}

Failure MethodNotAllowed(std::string_view method, std::string_view allowed) {
  return {405,
          InvalidArgument({fmt::format("This address does not take {}.", method),
                           fmt::format("此地址不接受 {}。", method)})
              .WithHint({fmt::format("Use {}.", allowed), fmt::format("请使用 {}。", allowed)})};
}

Failure TooSlow() {
  return {408, Status(Code::kDeadlineExceeded,
                      {"The request did not arrive in time.", "请求未能及时到达。"})
                   .WithHint({"Send it again, in one go.", "请一次性重新发送。"})};
}

Failure BodyTooLarge(std::uint64_t limit) {
  const std::string size = FormatBytes(limit);
  return {413, TooLarge({fmt::format("The body is larger than {}.", size),
                         fmt::format("请求体超过 {}。", size)})
                   .WithHint({"Send less, or have the server's limit raised.",
                              "请减小内容，或提高服务器的上限。"})};
}

Failure TargetTooLong() { return {414, TooLarge({"The address is too long.", "请求地址过长。"})}; }

Failure EncodedBody() {
  return {415, Unsupported({"A body with a Content-Encoding is not decoded.",
                            "不支持带 Content-Encoding 的请求体。"})
                   .WithHint({"Send it uncompressed, without that header.",
                              "请去掉该请求头，直接发送未压缩的内容。"})};
}

Failure UnknownExpectation() {
  return {417, InvalidArgument({"Only the expectation 100-continue is known.",
                                "仅支持 Expect: 100-continue。"})};
}

Failure HeadTooLarge() {
  return {431, TooLarge({"The request's header fields are too many or too large.",
                         "请求头过多或过大。"})};
}

Failure NoAnswer() {
  return {500, Internal({"Something went wrong in the server.", "服务器内部出错。"})
                   .WithHint({"Send it again; if it stays, report the request id.",
                              "请重试；如仍出错，请反馈请求编号。"})};
}

Failure UnknownMethod() {
  return {501, Unsupported({"This method is not known.", "不支持此请求方法。"})};
}

Failure TooManyBodies() {
  return {503, ResourceExhausted({"The server is full: it holds too many requests and answers.",
                                  "服务器已满：正在处理的请求和待取的结果过多。"})
                   .WithRetryAfter(std::chrono::seconds(2))};
}

Failure UnknownVersion() {
  return {505, Unsupported({"Only HTTP/1.1 and HTTP/1.0 are spoken here.",
                            "仅支持 HTTP/1.1 和 HTTP/1.0。"})};
}

Failure FromBodyStatus(Status why) {
  int status = 400;
  if (why.code() == Code::kTooLarge) status = 413;
  if (why.code() == Code::kUnsupported) status = 415;
  if (why.code() == Code::kResourceExhausted) status = 503;
  return {status, std::move(why)};
}

}  // namespace cutline::http
