// Request smuggling and other ways to make two readers disagree: sent raw to a real server.
#include <gtest/gtest.h>

#include "http/test_server.h"

namespace cutline::http {
namespace {

class Framing : public testing::Test {
 protected:
  // Sends `bytes` with a good request behind them; true when exactly one answer comes,
  // with `status`, and then the end.
  testing::AssertionResult Refuses(const std::string& bytes, int status = 400) {
    TestClient client = server_.Connect();
    client.Send(bytes + "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto response = client.Receive();
    if (response.status == 0)
      return testing::AssertionFailure() << "no answer to " << bytes.substr(0, 200);
    if (response.status != status)
      return testing::AssertionFailure() << response.status << " to " << bytes.substr(0, 200);
    if (!response.headers.contains("connection") || response.headers.at("connection") != "close")
      return testing::AssertionFailure() << "no close: " << bytes.substr(0, 200);
    if (!client.SeesClose())
      return testing::AssertionFailure() << "still open after " << bytes.substr(0, 200);
    return testing::AssertionSuccess();
  }
  static std::string Post(std::string_view fields, std::string_view body,
                          std::string_view version = "HTTP/1.1") {
    return fmt::format("POST /echo {}\r\nHost: a\r\n{}\r\n{}", version, fields, body);
  }
  static std::string Chunked(std::string_view body) {
    return Post("Transfer-Encoding: chunked\r\n", body);
  }

  TestServer server_;
};

TEST_F(Framing, RefusesTwoWaysToTellTheLength) {
  EXPECT_TRUE(Refuses(Post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")));
  EXPECT_TRUE(Refuses(Post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")));
  EXPECT_TRUE(Refuses(Post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")));
  EXPECT_TRUE(Refuses(Post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")));
  EXPECT_TRUE(Refuses(Post("Content-Length: 5, 5\r\n", "hello")));
  for (const char* length : {"", "-1", "+5", "0x5", "5abc", "5 5", "1e1"}) {
    EXPECT_TRUE(Refuses(Post(fmt::format("Content-Length: {}\r\n", length), "hello"))) << length;
  }
}

TEST_F(Framing, RefusesOtherTransferCodings) {
  for (const char* coding : {"identity", "gzip", "xchunked", "gzip, chunked", "chunked, chunked",
                             "\"chunked\"", "chunked\r\nTransfer-Encoding: identity"}) {
    EXPECT_TRUE(Refuses(Post(fmt::format("Transfer-Encoding: {}\r\n", coding), "0\r\n\r\n")))
        << coding;
  }
  EXPECT_TRUE(Refuses(Post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")));
  EXPECT_TRUE(Refuses(Post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "HTTP/1.0")));
}

TEST_F(Framing, RefusesMalformedChunks) {
  for (const char* body :
       {"G\r\nx\r\n0\r\n\r\n", "-1\r\nx\r\n0\r\n\r\n", "+1\r\nx\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n", "\r\n3\r\nabc\r\n0\r\n\r\n",
        "3\nabc\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n", "3\r\nabcX\r\n0\r\n\r\n",
        "3\r\nabcX\n0\r\n\r\n", "3;\nabc\r\n0\r\n\r\n", "3 ;=\r\nabc\r\n0\r\n\r\n",
        "3\rabc\r\n0\r\n\r\n"}) {
    EXPECT_TRUE(Refuses(Chunked(body))) << body;
  }
  EXPECT_TRUE(Refuses(Chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")));  // 2^64 + 3
  EXPECT_TRUE(Refuses(Chunked("7FFFFFFFFFFFFFFF\r\nabc"), 413));
  EXPECT_TRUE(Refuses(Chunked("3;" + std::string(20'000, 'a') + "\r\nabc\r\n0\r\n\r\n")));
  EXPECT_TRUE(Refuses(Chunked("0\r\n" + std::string(20'000, 'a') + ": b\r\n\r\n")));
  EXPECT_TRUE(Refuses(Chunked("0\r\nContent-Length: 9999\r\n\r\n")));  // no framing in a trailer
}

TEST_F(Framing, TakesGoodChunksExtensionsAndTrailers) {
  TestClient client = server_.Connect();
  client.Send(Chunked(
      "3;a=b;c=\"d\"\r\nabc\r\n002\r\nde\r\n0\r\nX-Trailer: 1\r\nAuthorization: x\r\n\r\n"));
  EXPECT_EQ(client.Receive().body, "POST /echo\nbody abcde");
  std::string many;
  for (int i = 0; i < 70'000; ++i) many += "1\r\nA\r\n";
  client.Send(Chunked(many + "0\r\n\r\n"));
  EXPECT_EQ(client.Receive().body, "POST /echo\nbody " + std::string(70'000, 'A'));
}

TEST_F(Framing, RefusesHostAmbiguityAndLooseLines) {
  EXPECT_TRUE(Refuses("GET /echo HTTP/1.1\r\n\r\n"));
  EXPECT_TRUE(Refuses("GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"));
  EXPECT_TRUE(Refuses("GET /echo HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"));
  EXPECT_TRUE(Refuses("GET /echo HTTP/1.1\nHost: a\n\n"));
  EXPECT_TRUE(Refuses("GET /echo HTTP/1.1\r\nHost: a\r\nX: b" + std::string(1, 0) + "c\r\n\r\n"));
  EXPECT_TRUE(Refuses("GET /echo HTTP/2.0\r\nHost: a\r\n\r\n", 505));
}

TEST_F(Framing, RefusesWhatIsTooLongOrEncoded) {
  EXPECT_TRUE(Refuses("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414));
  EXPECT_TRUE(
      Refuses("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(70'000, 'a') + "\r\n\r\n", 431));
  std::string fields;
  for (int i = 0; i < 5000; ++i) fields += "X: y\r\n";
  EXPECT_TRUE(Refuses("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n", 431));
  EXPECT_TRUE(Refuses(Post("Content-Encoding: gzip\r\nContent-Length: 3\r\n", "abc"), 415));
  EXPECT_TRUE(Refuses(Post("Content-Length: 10737418240\r\n", "x"), 413));
}

}  // namespace
}  // namespace cutline::http
