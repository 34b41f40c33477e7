#include "http/request_head.h"

#include <gtest/gtest.h>

namespace cutline::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

int Verdict(Fields fields, bool is_http11 = true, std::string method = "POST") {
  fields.emplace_back("host", "a");
  const auto framing = CheckHead(
      {.method = std::move(method), .is_http11 = is_http11, .fields = std::move(fields)}, 100);
  return framing ? 0 : framing.error().status;
}

TEST(RequestHead, KnowsWhereABodyEnds) {
  const auto plain =
      CheckHead({.method = "POST", .fields = {{"host", "a"}, {"content-length", "0100"}}}, 100);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->content_length, 100u);
  EXPECT_FALSE(plain->is_chunked);
  const auto chunked = CheckHead(
      {.method = "POST", .fields = {{"host", "a"}, {"transfer-encoding", "Chunked"}}}, 100);
  ASSERT_TRUE(chunked);
  EXPECT_TRUE(chunked->is_chunked);
  const auto none = CheckHead({.method = "POST", .fields = {{"host", "a"}}}, 100);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->HasBody());
}

TEST(RequestHead, RefusesAmbiguousLengths) {
  EXPECT_EQ(Verdict({{"content-length", "5"}, {"content-length", "5"}}), 400);
  EXPECT_EQ(Verdict({{"content-length", "5"}, {"transfer-encoding", "chunked"}}), 400);
  EXPECT_EQ(Verdict({{"transfer-encoding", "chunked"}, {"content-length", "5"}}), 400);
  EXPECT_EQ(Verdict({{"transfer-encoding", "chunked"}, {"transfer-encoding", "chunked"}}), 400);
  for (const char* length :
       {"", "-1", "+5", "0x5", "5abc", "5, 5", "5 5", "1e1", "5;q=1", "\x35\x0b"}) {
    EXPECT_EQ(Verdict({{"content-length", length}}), 400) << length;
  }
  for (const char* coding : {"", "identity", "gzip", "xchunked", "chunked, chunked",
                             "gzip, chunked", "\"chunked\"", "chunked;a=b"}) {
    EXPECT_EQ(Verdict({{"transfer-encoding", coding}}), 400) << coding;
  }
  EXPECT_EQ(Verdict({{"transfer-encoding", "chunked"}}, false), 400);
}

TEST(RequestHead, RefusesLengthsAboveTheLimitWithoutOverflow) {
  EXPECT_EQ(Verdict({{"content-length", "100"}}), 0);
  EXPECT_EQ(Verdict({{"content-length", "101"}}), 413);
  EXPECT_EQ(Verdict({{"content-length", "18446744073709551616"}}), 413);
  EXPECT_EQ(Verdict({{"content-length", std::string(400, '9')}}), 413);
}

TEST(RequestHead, ChecksHostMethodEncodingAndExpectation) {
  EXPECT_EQ(Verdict({{"host", "b"}}), 400);
  EXPECT_EQ(CheckHead({.method = "GET", .is_http11 = true}, 1).error().status, 400);
  EXPECT_TRUE(CheckHead({.method = "GET", .is_http11 = false}, 1));
  EXPECT_EQ(Verdict({}, true, "BREW"), 501);
  EXPECT_EQ(Verdict({}, true, "CONNECT"), 501);
  EXPECT_EQ(Verdict({{"content-encoding", "gzip"}, {"content-length", "3"}}), 415);
  EXPECT_EQ(Verdict({{"content-encoding", "identity"}, {"content-length", "3"}}), 0);
  EXPECT_EQ(Verdict({{"expect", "200-ok"}}), 417);
  EXPECT_EQ(Verdict({{"expect", "100-Continue"}}), 0);
}

TEST(RequestHead, ReadsPathAndQuery) {
  Request request;
  ASSERT_TRUE(
      ReadTarget({.method = "GET", .target = "/a%20b/%E7%94%BB?x=1+2&y=%26&z&&=v"}, request));
  EXPECT_EQ(request.path, "/a b/画");
  ASSERT_EQ(request.query.size(), 4u);
  EXPECT_EQ(request.Query("x"), "1 2");
  EXPECT_EQ(request.Query("y"), "&");
  EXPECT_EQ(request.Query("z"), "");
  EXPECT_EQ(request.Query(""), "v");
  EXPECT_FALSE(request.Query("none"));
}

TEST(RequestHead, ReadsTheAbsoluteFormAndTheAsterisk) {
  for (const auto& [target, path] :
       std::map<std::string, std::string>{{"http://example.test/a?b", "/a"},
                                          {"HTTP://h:1", "/"},
                                          {"http://h?q", "/"},
                                          {"*", "*"},
                                          {"//h/a", "//h/a"}}) {
    Request request;
    EXPECT_TRUE(ReadTarget({.method = "GET", .target = target}, request)) << target;
    EXPECT_EQ(request.path, path);
  }
}

TEST(RequestHead, RefusesBadTargets) {
  for (const char* target : {"a", "127.0.0.1:80", "ftp://h/a", "http:///a", "/%", "/%4", "/%zz",
                             "/%00", "/%0a", "/%7f", "/a#b", "/?a=%"}) {
    Request request;
    const auto read = ReadTarget({.method = "GET", .target = target}, request);
    ASSERT_FALSE(read) << target;
    EXPECT_EQ(read.error().status, 400);
  }
}

}  // namespace
}  // namespace cutline::http
