#include "http/server.h"

#include <gtest/gtest.h>

#include "http/test_server.h"

namespace cutline::http {
namespace {

std::string Get(std::string_view target, std::string_view fields = {}) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: test\r\n{}\r\n", target, fields);
}

std::string Post(std::string_view target, std::string_view body, std::string_view fields = {}) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: test\r\nContent-Length: {}\r\n{}\r\n{}", target,
                     body.size(), fields, body);
}

TEST(Server, AnswersRequestAfterRequestOnOneConnection) {
  TestServer server;
  TestClient client = server.Connect();
  for (int i = 0; i < 3; ++i) {
    client.Send(Get(fmt::format("/items/a%20b?n={}", i)));
    const auto response = client.Receive();
    ASSERT_NE(response.status, 0);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, fmt::format("GET /items/a b\nquery n={}\ncapture name=a b\nbody ", i));
    EXPECT_FALSE(response.headers.contains("connection"));
    EXPECT_TRUE(response.headers.contains("date"));
  }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(Post("/echo", "one") + Get("/held") + Get("/none") +
              Post("/echo", "two", "Connection: close\r\n") + Get("/echo"));
  EXPECT_TRUE(client.Receive().body.ends_with("body one"));
  EXPECT_TRUE(client.IsQuietFor(std::chrono::milliseconds(50)));
  server.WaitForHeld().respond(TextResponse(201, "text/plain", "held"));
  EXPECT_EQ(client.Receive().status, 201);
  EXPECT_EQ(client.Receive().status, 404);
  const auto last = client.Receive();
  EXPECT_TRUE(last.body.ends_with("body two"));
  EXPECT_EQ(last.headers.at("connection"), "close");
  EXPECT_TRUE(client.SeesClose());  // and says nothing to what came behind "close"
}

TEST(Server, ReadsARequestThatComesByteByByte) {
  TestServer server;
  TestClient client = server.Connect();
  for (const char byte : "\r\n" + Post("/echo", "hello")) client.Send({&byte, 1});
  EXPECT_TRUE(client.Receive().body.ends_with("body hello"));
}

TEST(Server, AnswersHeadWithoutABody) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send("HEAD /echo HTTP/1.1\r\nHost: test\r\n\r\n" + Get("/echo"));
  const auto head = client.Receive(/*is_head=*/true);
  ASSERT_NE(head.status, 0);
  EXPECT_EQ(head.headers.at("content-length"),
            std::to_string(std::string_view("HEAD /echo\nbody ").size()));
  EXPECT_EQ(client.Receive().body, "GET /echo\nbody ");
  client.Send(Get("/empty"));
  const auto empty = client.Receive();
  EXPECT_EQ(empty.status, 204);
  EXPECT_FALSE(empty.headers.contains("content-length"));
}

TEST(Server, TellsAnUnknownPathFromAWrongMethod) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(Get("/none"));
  EXPECT_EQ(client.Receive().status, 404);
  client.Send("DELETE /echo HTTP/1.1\r\nHost: test\r\n\r\n");
  const auto wrong = client.Receive();
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.at("allow"), "GET, POST, HEAD");
  client.Send("OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n");
  EXPECT_EQ(client.Receive().status, 404);
  client.Send(Get("http://elsewhere.test/echo"));  // never fetched, only its path counts
  EXPECT_EQ(client.Receive().body, "GET /echo\nbody ");
}

TEST(Server, SpeaksHttp10) {
  TestServer server;
  TestClient once = server.Connect();
  once.Send("GET /echo HTTP/1.0\r\n\r\n");
  EXPECT_EQ(once.Receive().headers.at("connection"), "close");
  EXPECT_TRUE(once.SeesClose());
  TestClient twice = server.Connect();
  for (int i = 0; i < 2; ++i) {
    twice.Send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(twice.Receive().headers.at("connection"), "keep-alive");
  }
}

TEST(Server, EchoesACleanRequestIdAndMakesOneOtherwise) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(Get("/none", "X-Request-Id: my.id-1\r\n"));
  const auto echoed = client.Receive();
  EXPECT_EQ(echoed.headers.at("x-request-id"), "my.id-1");
  EXPECT_TRUE(echoed.body.contains("[my.id-1]"));
  client.Send(Get("/echo", "X-Request-Id: <script>\r\n"));
  EXPECT_EQ(client.Receive().headers.at("x-request-id").size(), 20u);
  client.Send("nonsense\r\n\r\n");
  const auto refused = client.Receive();
  EXPECT_EQ(refused.headers.at("x-request-id").size(), 20u);
  EXPECT_TRUE(refused.body.contains(refused.headers.at("x-request-id")));
}

TEST(Server, LetsNoValueStartANewHeader) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(Get("/echo?echo=a%0d%0aSet-Cookie:%20b%00"));
  const auto response = client.Receive();
  EXPECT_EQ(response.headers.at("x-echo"), "aSet-Cookie: b");
  EXPECT_FALSE(response.headers.contains("set-cookie"));
}

TEST(Server, AsksForTheBodyOnlyWhenItWillTakeIt) {
  ServerOptions options = TestServer::Options();
  options.max_body_bytes = 10;
  TestServer server(options);
  TestClient client = server.Connect();
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Receive().status, 100);
  client.Send("hello");
  EXPECT_TRUE(client.Receive().body.ends_with("body hello"));
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Receive().status, 413);
  EXPECT_TRUE(client.SeesClose());
}

TEST(Server, HoldsTheBodyLimitToTheByte) {
  ServerOptions options = TestServer::Options();
  options.max_body_bytes = 1000;
  TestServer server(options);
  const std::string chunked =
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string at(1000, 'x');
  const std::string over(1001, 'x');
  const auto Status = [&](const std::string& bytes) {
    TestClient client = server.Connect();
    client.Send(bytes);
    const auto response = client.Receive();
    return response.status;
  };
  EXPECT_EQ(Status(Post("/echo", at)), 200);
  EXPECT_EQ(Status(Post("/echo", over)), 413);
  EXPECT_EQ(Status(chunked + "3e8\r\n" + at + "\r\n0\r\n\r\n"), 200);
  EXPECT_EQ(Status(chunked + "3e8\r\n" + at + "\r\n1\r\nx\r\n0\r\n\r\n"), 413);
  EXPECT_EQ(Status(chunked + "3e9\r\n"), 413);
}

TEST(Server, RefusesBodiesBeyondWhatItMayHoldAtOnce) {
  ServerOptions options = TestServer::Options();
  options.max_body_bytes = options.max_held_body_bytes = 1000;
  TestServer server(options);
  TestClient first = server.Connect();
  first.Send(Post("/held", std::string(600, 'x')));
  TestServer::Held held = server.WaitForHeld();
  TestClient second = server.Connect();
  second.Send(Post("/echo", std::string(600, 'x')));
  EXPECT_EQ(second.Receive().status, 503);
  held.respond(TextResponse(200, "text/plain", ""));
  EXPECT_EQ(first.Receive().status, 200);
  first.Send(Post("/echo", std::string(600, 'x')));  // room again
  EXPECT_EQ(first.Receive().status, 200);
}

TEST(Server, ReadsFormsWhileTheyArrive) {
  TestServer server;
  TestClient client = server.Connect();
  const std::string form =
      "--BB\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n" +
      std::string(300'000, 'x') +
      "\r\n--BB\r\nContent-Disposition: form-data; name=\"om\"\r\n\r\ntrue\r\n--BB--\r\n";
  client.Send(Post("/echo", form, "Content-Type: multipart/form-data; boundary=BB\r\n"));
  EXPECT_EQ(client.Receive().body, "POST /echo\npart file a.png 300000\npart om - 4\nbody ");
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; "
      "boundary=BB\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (std::size_t at = 0; at < form.size(); at += 7000) {
    const std::string piece = form.substr(at, 7000);
    client.Send(fmt::format("{:x}\r\n{}\r\n", piece.size(), piece));
  }
  client.Send("0\r\n\r\n");
  EXPECT_EQ(client.Receive().body, "POST /echo\npart file a.png 300000\npart om - 4\nbody ");
  client.Send(Post("/echo", "no form", "Content-Type: multipart/form-data; boundary=BB\r\n"));
  EXPECT_EQ(client.Receive().status, 400);
  TestClient empty = server.Connect();
  empty.Send(Get("/echo", "Content-Type: multipart/form-data; boundary=BB\r\n"));
  EXPECT_EQ(empty.Receive().status, 400);
}

TEST(Server, AnAnswerLargerThanTheSocketTakesArrivesWhole) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(Get("/large"));
  const auto response = client.Receive();
  ASSERT_NE(response.status, 0);
  EXPECT_EQ(response.body, std::string(32 << 20, 'x'));
}

TEST(Server, AHandlerThatThrowsOrForgetsToAnswerGives500) {
  TestServer server;
  TestClient client = server.Connect();
  for (const std::string_view path : {"/drop", "/throw"}) {
    client.Send(Get(path));
    EXPECT_EQ(client.Receive().status, 500) << path;
  }
  client.Send(Get("/held"));
  server.WaitForHeld();  // dropped on another thread
  EXPECT_EQ(client.Receive().status, 500);
  client.Send(Get("/held"));
  server.WaitForHeld().respond(Response{.status = 42});  // no status of HTTP
  EXPECT_EQ(client.Receive().status, 500);
}

TEST(Server, OnlyTheFirstAnswerCounts) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(Get("/held"));
  TestServer::Held held = server.WaitForHeld();
  held.respond(TextResponse(200, "text/plain", "first"));
  held.respond(TextResponse(200, "text/plain", "second"));
  EXPECT_EQ(client.Receive().body, "first");
  EXPECT_TRUE(client.IsQuietFor(std::chrono::milliseconds(20)));
}

TEST(Server, RecordsEveryExchange) {
  TestServer server;
  TestClient client = server.Connect();
  const std::string request =
      Post("/echo?a=b", "hello", "User-Agent: tester\r\nX-Request-Id: one\r\n");
  client.Send(request);
  ASSERT_EQ(client.Receive().status, 200);
  const TestServer::Access access = server.WaitForAccess();
  EXPECT_EQ(access.method, "POST");
  EXPECT_EQ(access.path, "/echo");
  EXPECT_EQ(access.route, "/echo");
  EXPECT_EQ(access.peer, "127.0.0.1");
  EXPECT_EQ(access.id, "one");
  EXPECT_EQ(access.user_agent, "tester");
  EXPECT_EQ(access.status, 200);
  EXPECT_EQ(access.bytes_in, request.size());
  EXPECT_GT(access.bytes_out, 100u);
  client.Send(Get("/items/7"));
  client.Receive();
  EXPECT_EQ(server.WaitForAccess().route, "/items/{name}");
  client.Send("BREW / HTTP/1.1\r\nHost: a\r\n\r\n");
  client.Receive();
  EXPECT_EQ(server.WaitForAccess().status, 501);
  const std::string metrics = server.metrics.Expose();
  for (const std::string_view line :
       {"http_connections 1\n", "http_request_body_bytes 0\n",
        "http_requests_total{method=\"GET\",route=\"/items/{name}\",status=\"200\"} 1\n",
        "http_requests_total{method=\"other\",route=\"unmatched\",status=\"501\"} 1\n"}) {
    // The order of labels is the registry's choice.
    std::string other(line);
    if (const auto at = other.find("method="); at != std::string::npos) {
      const auto middle = other.find("route=");
      const std::string method = other.substr(at, middle - at);
      const auto end = other.find("status=");
      other = other.substr(0, at) + other.substr(middle, end - middle) + method + other.substr(end);
    }
    EXPECT_TRUE(metrics.contains(line) || metrics.contains(other)) << line << metrics;
  }
  EXPECT_TRUE(metrics.contains("http_request_duration_seconds_count"));
  EXPECT_TRUE(metrics.contains("http_request_bytes_total"));
}

TEST(Server, SaysWhyItCannotListen) {
  TestServer server;
  ServerOptions taken = TestServer::Options();
  taken.port = server.server->port();
  Server second(taken, server.router, {}, server.metrics);
  EXPECT_EQ(second.Start().code(), Code::kUnavailable);
  ServerOptions bad = TestServer::Options();
  for (const char* address : {"not-an-address", "", "203.0.113.7"}) {
    bad.address = address;
    Server third(bad, server.router, {}, server.metrics);
    EXPECT_EQ(third.Start().code(), Code::kInvalidArgument) << address;
  }
}

TEST(Server, ChecksItsOptions) {
  EXPECT_TRUE(ServerOptions().Validate().ok());
  EXPECT_EQ(ServerOptions{.port = 65536}.Validate().field(), "port");
  EXPECT_EQ(ServerOptions{.io_threads = 0}.Validate().field(), "io_threads");
  EXPECT_EQ((ServerOptions{.max_body_bytes = 2, .max_held_body_bytes = 1}.Validate().field()),
            "max_held_body_bytes");
  EXPECT_EQ(ServerOptions{.write_timeout = std::chrono::milliseconds(0)}.Validate().field(),
            "write_timeout");
  EXPECT_EQ(ServerOptions{.idle_timeout = std::chrono::milliseconds::max()}.Validate().field(),
            "idle_timeout");
  EXPECT_EQ(ServerOptions{.write_window = std::chrono::milliseconds(0)}.Validate().field(),
            "write_window");
  EXPECT_EQ(ServerOptions{.min_write_rate = 1ULL << 40}.Validate().field(), "min_write_rate");
}

TEST(Server, MayBeAskedToTakeBodiesOfManyGigabytes) {
  for (const std::uint64_t gib : {1, 2, 4, 16}) {
    const std::uint64_t body = gib << 30;
    const ServerOptions options{.max_body_bytes = body, .max_held_body_bytes = 2 * body};
    EXPECT_TRUE(options.Validate().ok()) << gib;
  }
}

TEST(Server, LooksAtTheWholeOfALengthBeyond32Bits) {
  ServerOptions options = TestServer::Options();
  options.max_body_bytes = (16ULL << 30) - 1;
  options.max_held_body_bytes = 32ULL << 30;
  TestServer server(options);
  TestClient client = server.Connect();
  client.Send(
      fmt::format("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", (16ULL << 30)));
  EXPECT_EQ(client.Receive().status, 413);
}

TEST(Server, SaysThatItIsFullWhenTheSystemHasNoMemoryForABody) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "Sanitizers end the program when memory is refused.";
#endif
  ServerOptions options = TestServer::Options();
  options.max_body_bytes = options.max_held_body_bytes = 1ULL << 62;
  TestServer server(options);
  const std::string start =
      fmt::format("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n", 1ULL << 61);
  TestClient plain = server.Connect();
  plain.Send(start + "\r\nhello");
  EXPECT_EQ(plain.Receive().status, 503);
  TestClient form = server.Connect();
  form.Send(start +
            "Content-Type: multipart/form-data; boundary=BB\r\n\r\n--BB\r\nContent-Disposition: "
            "form-data; name=\"file\"; filename=\"a\"\r\n\r\nhello");
  EXPECT_EQ(form.Receive().status, 503);
}

TEST(Server, DoesNotStartWithOptionsThatAreOutOfRange) {
  ServerOptions bad = TestServer::Options();
  bad.max_held_body_bytes = bad.max_body_bytes - 1;
  const Router router;
  telemetry::Registry metrics;
  Server server(bad, router, {}, metrics);
  const Status status = server.Start();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_EQ(status.field(), "max_held_body_bytes");
}

TEST(Server, TellsWhenTheBodyWasComplete) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
  EXPECT_TRUE(client.IsQuietFor(std::chrono::milliseconds(50)));
  const auto sent = std::chrono::steady_clock::now();
  client.Send("lo");
  TestServer::Held held = server.WaitForHeld();
  EXPECT_LT(held.request.arrived, sent);
  EXPECT_GE(held.request.complete, sent);
  EXPECT_LE(held.request.complete, std::chrono::steady_clock::now());
  held.respond(TextResponse(200, "text/plain", ""));
  client.Receive();
  client.Send(Get("/held"));
  held = server.WaitForHeld();
  EXPECT_EQ(held.request.complete, held.request.arrived);
  held.respond(TextResponse(200, "text/plain", ""));
}

}  // namespace
}  // namespace cutline::http
