#pragma once
// A running server for tests, with routes that show each way to answer.
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "http/server.h"
#include "http/test_client.h"

namespace cutline::http {

class TestServer {
 public:
  // One access record, with its texts kept.
  struct Access {
    std::string method, path, route, peer, id, user_agent;
    int status = 0;
    std::uint64_t bytes_in = 0, bytes_out = 0;
  };
  struct Held {
    Request request;
    Responder respond;
  };

  // Any port, two threads, everything else as the server has it.
  static ServerOptions Options();
  explicit TestServer(ServerOptions options = Options());
  ~TestServer();

  TestClient Connect(int receive_buffer = 0) const {
    return TestClient(server->port(), receive_buffer);
  }
  Held WaitForHeld();      // the next request of /held; the test answers it
  Access WaitForAccess();  // the next finished exchange
  // /block holds the I/O thread that serves it, as no real handler may: what comes
  // meanwhile is then found all at once, in a known order.
  void WaitForBlocked();  // until the next request of it is there
  void Unblock();         // lets that one go on

  telemetry::Registry metrics;
  Router router;
  std::unique_ptr<Server> server;

 private:
  void AddRoutes();
  ServerHooks Hooks();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Held> held_;
  std::deque<Access> accesses_;
  int blocked_ = 0;    // that wait now and nobody has waited for
  int unblocked_ = 0;  // that may go on and have not
};

}  // namespace cutline::http
