#include "http/response_head.h"

#include <gtest/gtest.h>

#include "http/request_id.h"

namespace cutline::http {
namespace {

constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(784111777)};

TEST(ResponseHead, WritesWhatRfc9112Wants) {
  Response response = TextResponse(200, "text/plain", "hello");
  response.headers.emplace_back("Retry-After", "2");
  EXPECT_EQ(FormatResponseHead(response, {.request_id = "id"}, kNow),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\n"
            "Retry-After: 2\r\nContent-Length: 5\r\nX-Request-Id: id\r\n\r\n");
}

TEST(ResponseHead, KeepsItsOwnFieldsAndDropsForgedOnes) {
  Response response = TextResponse(200, "text/plain\r\nX-Evil: 1", "");
  response.headers = {{"X-Name", "a\r\nSet-Cookie: b" + std::string(1, 0) + "c"},
                      {"Content-Length", "99"},
                      {"Transfer-Encoding", "chunked"},
                      {"X-REQUEST-ID", "other"},
                      {"Bad Name", "x"},
                      {"X\r\nY", "x"},
                      {"", "x"}};
  const std::string head =
      FormatResponseHead(response, {.keep_alive = false, .request_id = "id"}, kNow);
  EXPECT_EQ(head,
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: "
            "text/plainX-Evil: 1\r\n"
            "X-Name: aSet-Cookie: bc\r\nContent-Length: 0\r\nConnection: close\r\nX-Request-Id: "
            "id\r\n\r\n");
}

TEST(ResponseHead, SaysNoLengthWhereNoBodyMayBe) {
  const std::string head =
      FormatResponseHead({.status = 204}, {.is_http11 = false, .request_id = "i"}, kNow);
  EXPECT_FALSE(head.contains("Content-Length"));
  EXPECT_TRUE(head.contains("Connection: keep-alive\r\n"));
  EXPECT_FALSE(MayHaveBody(304));
  EXPECT_TRUE(MayHaveBody(404));
}

TEST(RequestId, TakesOnlyCleanOnes) {
  EXPECT_EQ(ChooseRequestId("a.B-9_"), "a.B-9_");
  EXPECT_EQ(ChooseRequestId(std::string(128, 'a')), std::string(128, 'a'));
  for (const std::string& sent : {std::string(), std::string(129, 'a'), std::string("a b"),
                                  std::string("a\"b"), std::string("é")}) {
    const std::string made = ChooseRequestId(sent);
    EXPECT_NE(made, sent);
    EXPECT_EQ(made.size(), 20u);
    EXPECT_NE(made, ChooseRequestId(sent));
  }
}

}  // namespace
}  // namespace cutline::http
