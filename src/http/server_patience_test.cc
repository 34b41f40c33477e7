// Slow, silent, vanishing and too many clients.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <future>

#include "http/test_server.h"

namespace cutline::http {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kGet = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGetHeld = "GET /held HTTP/1.1\r\nHost: a\r\n\r\n";

bool Fires(const std::stop_token& token) {
  std::promise<void> fired;
  const std::stop_callback callback(token, [&fired] { fired.set_value(); });
  return fired.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready;
}

ServerOptions Hasty() {
  ServerOptions options = TestServer::Options();
  options.header_timeout = options.body_timeout = options.idle_timeout = options.write_timeout =
      milliseconds(300);
  return options;
}

TEST(Patience, EndsAHeadThatDripsAtAnAbsoluteDeadline) {
  TestServer server(Hasty());
  TestClient client = server.Connect();
  client.Send("GET /echo HTTP/1.1\r\nHost: a\r\n");
  const auto start = std::chrono::steady_clock::now();
  while (client.IsQuietFor(milliseconds(20))) client.Send("X: y\r\n");
  EXPECT_EQ(client.Receive().status, 408);
  EXPECT_TRUE(client.SeesClose());
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, milliseconds(250));
  EXPECT_LT(took, milliseconds(3000));
}

TEST(Patience, EndsABodyThatDripsAtAnAbsoluteDeadline) {
  TestServer server(Hasty());
  for (const std::string_view framing : {"Content-Length: 100000", "Transfer-Encoding: chunked"}) {
    TestClient client = server.Connect();
    client.Send(fmt::format("POST /echo HTTP/1.1\r\nHost: a\r\n{}\r\n\r\n", framing));
    while (client.IsQuietFor(milliseconds(20))) client.Send("1\r\nA\r\n");
    EXPECT_EQ(client.Receive().status, 408) << framing;
    EXPECT_TRUE(client.SeesClose());
  }
}

TEST(Patience, ClosesSilentAndIdleConnectionsWithoutAWord) {
  TestServer server(Hasty());
  TestClient silent = server.Connect();
  TestClient idle = server.Connect();
  idle.Send(kGet);
  EXPECT_EQ(idle.Receive().status, 200);
  EXPECT_TRUE(silent.SeesClose());
  EXPECT_TRUE(idle.SeesClose());
}

TEST(Patience, ASlowHandlerIsNotASlowClient) {
  TestServer server(Hasty());
  TestClient client = server.Connect();
  client.Send(kGetHeld);
  TestServer::Held held = server.WaitForHeld();
  EXPECT_TRUE(client.IsQuietFor(milliseconds(700)));
  held.respond(TextResponse(200, "text/plain", "at last"));
  EXPECT_EQ(client.Receive().body, "at last");
}

TEST(Patience, GivesUpOnAClientThatNeverReads) {
  TestServer server(Hasty());
  TestClient client = server.Connect(/*receive_buffer=*/4096);
  client.Send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(server.WaitForAccess().status, 499);
}

TEST(Patience, TwoHundredSilentClientsDoNotDelayAGoodOne) {
  TestServer server;
  std::vector<TestClient> silent;
  for (int i = 0; i < 200; ++i) {
    silent.push_back(server.Connect());
    if (i % 2 == 0)
      silent.back().Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhal");
  }
  TestClient good = server.Connect();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) {
    good.Send(kGet);
    ASSERT_EQ(good.Receive().status, 200);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(1000));
}

TEST(Patience, BeyondTheCapClientsWaitForTheirTurn) {
  ServerOptions options = TestServer::Options();
  options.max_connections = 2;
  TestServer server(options);
  TestClient first = server.Connect();
  TestClient second = server.Connect();
  first.Send(kGet);
  second.Send(kGet);
  EXPECT_EQ(first.Receive().status, 200);
  EXPECT_EQ(second.Receive().status, 200);
  TestClient third = server.Connect();
  third.Send(kGet);
  EXPECT_TRUE(third.IsQuietFor(milliseconds(100)));
  first.Close();
  EXPECT_EQ(third.Receive().status, 200);
}

TEST(Patience, WithoutDescriptorsItWaitsAndDoesNotSpin) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "UBSan, built together with ASan, needs descriptors itself to look at objects.";
#endif
  TestServer server;
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const int next = open("/dev/null", O_RDONLY);
  close(next);
  const rlimit tight{.rlim_cur = static_cast<rlim_t>(next) + 1, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &tight), 0);
  TestClient client = server.Connect();  // takes the last one
  client.Send(kGet);
  const std::clock_t cpu = std::clock();
  const bool was_quiet = client.IsQuietFor(milliseconds(500));
  const double seconds = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(was_quiet);
  EXPECT_LT(seconds, 0.2);
  EXPECT_EQ(client.Receive().status, 200);
}

TEST(ClientGone, FiresWhenTheClientCloses) {
  TestServer server;
  for (const bool by_reset : {false, true}) {
    TestClient client = server.Connect();
    client.Send(kGetHeld);
    TestServer::Held held = server.WaitForHeld();
    EXPECT_FALSE(held.request.client_gone.stop_requested());
    by_reset ? client.Reset() : client.Close();
    EXPECT_TRUE(Fires(held.request.client_gone));
    EXPECT_EQ(server.WaitForAccess().status, 499);
    held.respond(TextResponse(200, "text/plain", "to nobody"));
  }
}

TEST(ClientGone, APipelinedRequestIsNoDisconnect) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(std::string(kGetHeld) + std::string(kGet));
  TestServer::Held held = server.WaitForHeld();
  EXPECT_TRUE(client.IsQuietFor(milliseconds(100)));
  EXPECT_FALSE(held.request.client_gone.stop_requested());
  held.respond(TextResponse(200, "text/plain", "held"));
  EXPECT_EQ(client.Receive().body, "held");
  EXPECT_EQ(client.Receive().body, "GET /echo\nbody ");
}

TEST(ClientGone, FiresBehindAPipelinedRequestToo) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(std::string(kGetHeld) + std::string(kGet));
  TestServer::Held held = server.WaitForHeld();
  client.Close();
  EXPECT_TRUE(Fires(held.request.client_gone));
}

TEST(ClientGone, AHalfClosedClientStillGetsItsAnswers) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(std::string(kGetHeld) + std::string(kGet));
  TestServer::Held held = server.WaitForHeld();
  client.ShutdownSend();
  EXPECT_EQ(client.Receive().status, 100);  // the server asks whether somebody listens
  EXPECT_TRUE(client.IsQuietFor(milliseconds(100)));
  EXPECT_FALSE(held.request.client_gone.stop_requested());
  held.respond(TextResponse(200, "text/plain", "held"));
  EXPECT_EQ(client.Receive().body, "held");
  EXPECT_EQ(client.Receive().body, "GET /echo\nbody ");
  EXPECT_TRUE(client.SeesClose());
}

TEST(ClientGone, AHalfClosedClientThatThenLeavesIsNoticed) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(kGetHeld);
  TestServer::Held held = server.WaitForHeld();
  client.ShutdownSend();
  EXPECT_EQ(client.Receive().status, 100);
  client.Reset();
  EXPECT_TRUE(Fires(held.request.client_gone));
}

TEST(ClientGone, AHalfClosedHttp10ClientCountsAsGone) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send("GET /held HTTP/1.0\r\n\r\n");
  TestServer::Held held = server.WaitForHeld();
  client.ShutdownSend();
  EXPECT_TRUE(Fires(held.request.client_gone));
}

TEST(ClientGone, AResetInTheBodyIsNoTrouble) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nAAAA");
  client.Reset();
  EXPECT_EQ(server.WaitForAccess().status, 499);
  TestClient good = server.Connect();
  good.Send(kGet);
  EXPECT_EQ(good.Receive().status, 200);
}

}  // namespace
}  // namespace cutline::http
