// What becomes of an answer between its handler and its reader.
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "http/test_server.h"

namespace cutline::http {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kGet = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGetHeld = "GET /held HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGetLarge = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kBlock = "GET /block HTTP/1.1\r\nHost: a\r\n\r\n";

Response Body(std::size_t size) {
  Response response;
  response.body.assign(size, 'x');
  return response;
}

// Lets the answer's wake-up come late: the client's next bytes, or its end, have been found
// with the thread's last look at its sockets, before the answer came, and are handled first.
// `client` waits for its held answer on a server with one thread.
void AnswerAfter(const std::function<void()>& next, TestClient& client, TestServer& server,
                 TestServer::Held& held, Response answer) {
  TestClient first = server.Connect();
  TestClient second = server.Connect();
  second.Send(kGet);  // both are watched from now on
  ASSERT_EQ(second.Receive().status, 200);
  first.Send(kBlock);
  server.WaitForBlocked();
  second.Send(kBlock);
  second.AwaitArrival();
  next();
  client.AwaitArrival();
  server.Unblock();
  server.WaitForBlocked();  // the second's; `next` stands right behind it
  held.respond(std::move(answer));
  server.Unblock();
  EXPECT_EQ(first.Receive().status, 204);
  EXPECT_EQ(second.Receive().status, 204);
}

class LateWakeUp : public testing::Test {
 protected:
  static ServerOptions OneThread() {
    ServerOptions options = TestServer::Options();
    options.io_threads = 1;
    return options;
  }
  TestServer server_{OneThread()};
};

TEST_F(LateWakeUp, DoesNotCutALargeAnswerBeforeAPipelinedRequest) {
  TestClient client = server_.Connect(/*receive_buffer=*/4096);
  client.Send(kGetHeld);
  TestServer::Held held = server_.WaitForHeld();
  AnswerAfter([&] { client.Send(kGet); }, client, server_, held, Body(32 << 20));
  EXPECT_EQ(client.Receive().body.size(), 32u << 20);
  EXPECT_EQ(client.Receive().body, "GET /echo\nbody ");
}

TEST_F(LateWakeUp, DoesNotCutALargeAnswerToAHalfClosedClient) {
  TestClient client = server_.Connect(/*receive_buffer=*/4096);
  client.Send(kGetHeld);
  TestServer::Held held = server_.WaitForHeld();
  AnswerAfter([&] { client.ShutdownSend(); }, client, server_, held, Body(32 << 20));
  RawResponse response = client.Receive();
  if (response.status == 100) response = client.Receive();
  EXPECT_EQ(response.body.size(), 32u << 20);
}

TEST_F(LateWakeUp, DoesNotEndTheConnectionWhenHalfOfTheNextRequestIsThere) {
  for (int i = 0; i < 5; ++i) {
    TestClient client = server_.Connect();
    client.Send(kGetHeld);
    TestServer::Held held = server_.WaitForHeld();
    AnswerAfter([&] { client.Send(kGet.substr(0, 10)); }, client, server_, held, Body(10));
    EXPECT_EQ(client.Receive().body.size(), 10u);
    client.Send(kGet.substr(10));
    ASSERT_EQ(client.Receive().body, "GET /echo\nbody ");
  }
}

TEST_F(LateWakeUp, IsHarmlessWhenAnswersAndRequestsCross) {
  TestClient client = server_.Connect();
  for (int i = 0; i < 300; ++i) {
    client.Send(kGetHeld);
    TestServer::Held held = server_.WaitForHeld();
    std::jthread sender([&] { client.Send(kGet); });
    held.respond(Body(i % 2 == 0 ? 1 : 8 << 20));  // written at once, and in pieces
    sender.join();
    ASSERT_EQ(client.Receive().body.size(), i % 2 == 0 ? 1u : 8u << 20) << i;
    ASSERT_EQ(client.Receive().status, 200) << i;
  }
}

// Whether the condition comes true in time.
bool Becomes(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(milliseconds(1));
  }
  return true;
}

TEST(SlowReader, AnAnswerThatWaitsCountsAgainstWhatTheServerMayHold) {
  ServerOptions options = TestServer::Options();
  options.max_body_bytes = 1000;
  options.max_held_body_bytes = 1 << 20;
  TestServer server(options);
  const auto shows = [&](std::string_view line) {
    return Becomes([&] { return server.metrics.Expose().contains(line); });
  };
  TestClient slow = server.Connect(/*receive_buffer=*/4096);
  slow.Send(kGetLarge);
  EXPECT_TRUE(shows("http_response_body_bytes 33554432\n"));
  const std::string_view post = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  TestClient refused = server.Connect();
  refused.Send(post);
  EXPECT_EQ(refused.Receive().status, 503);
  TestClient other = server.Connect();
  other.Send(kGet);  // has no body to hold
  EXPECT_EQ(other.Receive().status, 200);
  slow.Reset();
  EXPECT_TRUE(shows("http_response_body_bytes 0\n"));
  other.Send(post);
  EXPECT_EQ(other.Receive().status, 200);
}

TEST(SlowReader, WhoDoesNotKeepThePaceIsCutOffBeforeTheTimeForTheWhole) {
  ServerOptions options = TestServer::Options();
  options.write_window = milliseconds(100);
  options.min_write_rate = 1 << 20;
  TestServer server(options);
  TestClient client = server.Connect(/*receive_buffer=*/4096);
  client.Send(kGetLarge);
  EXPECT_EQ(server.WaitForAccess().status, 499);  // it waits for 10 s; write_timeout is 60 s
}

TEST(SlowReader, WhoKeepsThePaceGetsTheWholeThoughItTakesManyWindows) {
  ServerOptions options = TestServer::Options();
#ifdef __SANITIZE_THREAD__
  options.write_window = milliseconds(1000);  // the client itself is ten times slower
#else
  options.write_window = milliseconds(200);
#endif
  options.min_write_rate = 64 << 10;
  TestServer server(options);
  TestClient client = server.Connect(/*receive_buffer=*/64 << 10);
  client.Send(kGetLarge);
  // Steady but slow: about 20 times what is asked, ten windows long.
  for (int i = 0; i < 200; ++i) {
    client.ReceiveSome();
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(client.Receive().body.size(), 32u << 20);
  EXPECT_EQ(server.WaitForAccess().status, 200);
}

TEST(SlowReader, WithoutAPaceOnlyTheTimeForTheWholeCounts) {
  ServerOptions options = TestServer::Options();
  options.write_window = milliseconds(50);
  options.min_write_rate = 0;
  options.write_timeout = milliseconds(400);
  TestServer server(options);
  TestClient client = server.Connect(/*receive_buffer=*/4096);
  const auto start = std::chrono::steady_clock::now();
  client.Send(kGetLarge);
  EXPECT_EQ(server.WaitForAccess().status, 499);
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(400));
}

}  // namespace
}  // namespace cutline::http
