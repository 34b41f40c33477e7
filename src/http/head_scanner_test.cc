#include "http/head_scanner.h"

#include <gtest/gtest.h>

namespace cutline::http {
namespace {

// The status that the head is refused with, or 0 when it is taken, or -1 while it lacks an end.
int Verdict(std::string_view head, HeadLimits limits = {}) {
  HeadScanner scanner(limits);
  const auto length = scanner.Scan(head);
  if (!length) return length.error().status;
  return *length > 0 ? 0 : -1;
}

std::string Get(std::string_view fields) {
  return fmt::format("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", fields);
}

TEST(HeadScanner, FindsTheEndInPiecesOfAnySize) {
  const std::string bytes = "POST /a?b HTTP/1.1\r\nHost: a\r\nX:\r\n\r\nbody";
  HeadScanner scanner({});
  for (std::size_t size = 1; size < bytes.size() - 4; ++size) {
    const auto length = scanner.Scan(std::string_view(bytes).substr(0, size));
    ASSERT_TRUE(length);
    EXPECT_EQ(*length, 0u);
  }
  EXPECT_EQ(*scanner.Scan(bytes), bytes.size() - 4);
}

TEST(HeadScanner, LetsOneEmptyLinePassBeforeARequest) {
  HeadScanner scanner({});
  const std::string bytes = "\r\n" + Get("");
  EXPECT_EQ(*scanner.Scan(bytes), bytes.size());
  EXPECT_EQ(scanner.skipped(), 2u);
  EXPECT_EQ(Verdict("\r\n\r\n" + Get("")), 400);
}

TEST(HeadScanner, RefusesAtTheFirstByteThatIsNoHttp) {
  EXPECT_EQ(Verdict("\x16\x03\x01"), 400);          // a TLS hello
  EXPECT_EQ(Verdict("*1\r\n$4\r\nPING\r\n"), 400);  // Redis
  EXPECT_EQ(Verdict("PRI * HTTP/2.0\r\n"), 505);    // HTTP/2
  EXPECT_EQ(Verdict("GET /\r\n"), 400);             // HTTP/0.9
  EXPECT_EQ(Verdict("GET / HTTP/1.1\n"), 400);
  EXPECT_EQ(Verdict("GET / HTTP/9.9\r\n"), 505);
  EXPECT_EQ(Verdict("GET / http/1.1\r\n"), 400);
  EXPECT_EQ(Verdict("GET / HTTP/1.12\r\n"), 400);
  EXPECT_EQ(Verdict("GET  / HTTP/1.1\r\n"), 400);
  EXPECT_EQ(Verdict("GET / HTTP/1.1 \r\n"), 400);
  EXPECT_EQ(Verdict("GET /a b HTTP/1.1\r\n"), 400);
  EXPECT_EQ(Verdict("G(T / HTTP/1.1\r\n"), 400);
  EXPECT_EQ(Verdict("GET /\xc3\xa9 HTTP/1.1\r\n"), 400);
  EXPECT_EQ(Verdict(std::string_view("GET /\0", 6)), 400);
  EXPECT_EQ(Verdict("GET /\x7f"), 400);
}

TEST(HeadScanner, RefusesFieldLinesThatReadersMayReadDifferently) {
  for (const std::string_view fields :
       {"X: a\r\n b\r\n", "X : a\r\n", "NoColon\r\n", ": empty\r\n", "X[]: a\r\n", "X: a\rb\r\n",
        "X: a\nY: b\r\n", "X: a\x01\r\n", "X: a\x0b\r\n", "X: a\x7f\r\n", "\tX: a\r\n"}) {
    EXPECT_EQ(Verdict(Get(fields)), 400) << fields;
  }
  EXPECT_EQ(Verdict(Get("X: caf\xc3\xa9\ta\r\n")), 0);
}

TEST(HeadScanner, HoldsItsLimitsToTheByte) {
  const std::string line = "GET /" + std::string(50, 'a') + " HTTP/1.1\r\n";
  EXPECT_EQ(Verdict(line + "\r\n", {.max_line_bytes = line.size()}), 0);
  EXPECT_EQ(Verdict(line + "\r\n", {.max_line_bytes = line.size() - 1}), 414);
  const std::string head = Get("X: y\r\n");
  EXPECT_EQ(Verdict(head, {.max_bytes = head.size()}), 0);
  EXPECT_EQ(Verdict(head, {.max_bytes = head.size() - 1}), 431);
  EXPECT_EQ(Verdict(head, {.max_fields = 2}), 0);
  EXPECT_EQ(Verdict(head, {.max_fields = 1}), 431);
  EXPECT_EQ(Verdict("GET /" + std::string(200'000, 'a')), 414);
}

}  // namespace
}  // namespace cutline::http
