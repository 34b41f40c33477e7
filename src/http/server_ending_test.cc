// Draining and stopping, from one thread and from several.
#include <gtest/gtest.h>

#include <thread>

#include "http/test_server.h"

namespace cutline::http {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kGet = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGetHeld = "GET /held HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Ending, DrainLetsRunningExchangesFinishAndClosesTheRest) {
  TestServer server;
  TestClient idle = server.Connect();
  idle.Send(kGet);
  EXPECT_EQ(idle.Receive().status, 200);
  TestClient busy = server.Connect();
  busy.Send(kGetHeld);
  TestServer::Held held = server.WaitForHeld();
  const int port = server.server->port();
  std::jthread draining([&] { server.server->Drain(std::chrono::seconds(20)); });
  EXPECT_TRUE(idle.SeesClose());
  EXPECT_FALSE(TestClient::CanConnect(port));
  EXPECT_FALSE(held.request.client_gone.stop_requested());
  held.respond(TextResponse(200, "text/plain", "done"));
  const auto response = busy.Receive();
  EXPECT_EQ(response.body, "done");
  EXPECT_EQ(response.headers.at("connection"), "close");
  const auto start = std::chrono::steady_clock::now();
  draining.join();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Ending, DrainGivesUpAfterItsPatienceAndStopNowBreaksWhatIsLeft) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(kGetHeld);
  TestServer::Held held = server.WaitForHeld();
  server.server->Drain(milliseconds(50));
  EXPECT_FALSE(held.request.client_gone.stop_requested());
  server.server->StopNow();
  EXPECT_TRUE(held.request.client_gone.stop_requested());
  EXPECT_TRUE(client.SeesClose());
  EXPECT_EQ(server.WaitForAccess().status, 499);
}

// Waits until the server, asked again and again on new connections, says "close".
void AwaitDrain(const TestServer& server) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < until) {
    TestClient client = server.Connect();
    client.Send(kGet);
    const auto response = client.Receive();
    ASSERT_EQ(response.status, 200);
    if (response.headers.contains("connection")) return;
  }
  FAIL() << "the server does not drain";
}

TEST(Ending, DuringTheGraceEverybodyIsStillAnsweredAndToldToGo) {
  TestServer server;
  TestClient idle = server.Connect();
  idle.Send(kGet);
  EXPECT_EQ(idle.Receive().status, 200);
  TestClient silent = server.Connect();
  std::jthread draining(
      [&] { server.server->Drain(std::chrono::seconds(20), std::chrono::seconds(20)); });
  AwaitDrain(server);
  TestClient fresh = server.Connect();
  EXPECT_TRUE(fresh.IsQuietFor(milliseconds(50)));  // not closed before it has said a word
  for (TestClient* client : {&idle, &silent, &fresh}) {
    client->Send(kGet);
    RawResponse response = client->Receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers["connection"], "close");
    EXPECT_TRUE(client->SeesClose());
  }
  const auto start = std::chrono::steady_clock::now();
  server.server->StopNow();  // ends the grace
  draining.join();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Ending, AfterTheGraceTheDoorsClose) {
  TestServer server;
  TestClient idle = server.Connect();
  idle.Send(kGet);
  EXPECT_EQ(idle.Receive().status, 200);
  const auto start = std::chrono::steady_clock::now();
  std::jthread draining([&] { server.server->Drain(std::chrono::seconds(20), milliseconds(300)); });
  EXPECT_TRUE(idle.SeesClose());
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(300));
  draining.join();
  EXPECT_FALSE(TestClient::CanConnect(server.server->port()));
}

TEST(Ending, StopNowEndsADrainThatWaitsOnAnotherThread) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(kGetHeld);
  TestServer::Held held = server.WaitForHeld();
  std::jthread draining([&] { server.server->Drain(std::chrono::seconds(20)); });
  while (TestClient::CanConnect(server.server->port())) {
  }
  const auto start = std::chrono::steady_clock::now();
  server.server->StopNow();
  draining.join();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_TRUE(held.request.client_gone.stop_requested());
  EXPECT_TRUE(client.SeesClose());
}

TEST(Ending, DrainAndStopNowMayMeetInAnyOrder) {
  for (int i = 0; i < 60; ++i) {
    TestServer server;
    TestClient client = server.Connect();
    client.Send(kGetHeld);
    TestServer::Held held = server.WaitForHeld();
    std::vector<std::jthread> threads;
    threads.emplace_back(
        [&] { server.server->Drain(std::chrono::seconds(20), milliseconds(i % 3)); });
    threads.emplace_back([&] { server.server->Drain(std::chrono::seconds(20)); });
    for (int n = 0; n < 2; ++n) {
      threads.emplace_back([&] {
        std::this_thread::sleep_for(std::chrono::microseconds(i * 50));
        server.server->StopNow();
        EXPECT_TRUE(held.request.client_gone.stop_requested());
      });
    }
    threads.clear();
    EXPECT_TRUE(client.SeesClose());
  }
}

TEST(Ending, AServerThatWasStoppedFirstDoesNotStart) {
  const Router router;
  telemetry::Registry metrics;
  Server server(TestServer::Options(), router, {}, metrics);
  server.Drain(std::chrono::seconds(20));
  server.StopNow();
  EXPECT_EQ(server.Start().code(), Code::kUnavailable);
}

TEST(Ending, AResponderMayOutliveItsServer) {
  TestServer server;
  TestClient client = server.Connect();
  client.Send(kGetHeld);
  TestServer::Held answered = server.WaitForHeld();
  TestClient other = server.Connect();
  other.Send(kGetHeld);
  const TestServer::Held dropped = server.WaitForHeld();
  server.server.reset();
  answered.respond(TextResponse(200, "text/plain", "too late"));
  EXPECT_TRUE(answered.request.client_gone.stop_requested());
}

TEST(Ending, StopsUnderLoad) {
  TestServer server;
  std::vector<std::jthread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([client = server.Connect()]() mutable {
      while (client.Send(kGet) && client.Receive().status == 200) {
      }
    });
  }
  for (int i = 0; i < 100; ++i) server.WaitForAccess();
  server.server->StopNow();
}

}  // namespace
}  // namespace cutline::http
