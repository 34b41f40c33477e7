#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/status.h"
#include "http/message.h"
#include "http/router.h"
#include "telemetry/metrics.h"

namespace cutline::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 8080;  // 0: any free one
  int io_threads = 1;
  std::uint64_t max_body_bytes = 64ULL << 20;
  std::uint64_t max_held_body_bytes = 1ULL << 30;  // at once, see below; beyond: 503
  std::uint64_t max_header_bytes = 32ULL << 10;
  int max_headers = 100;
  int max_connections = 4096;                        // further ones wait in the kernel's queue
  int max_parts = 64;                                // of a multipart body
  std::chrono::milliseconds header_timeout{10'000};  // for the whole head
  std::chrono::milliseconds body_timeout{60'000};    // for the whole body
  std::chrono::milliseconds idle_timeout{75'000};    // between requests of a connection
  std::chrono::milliseconds write_timeout{60'000};   // for the whole answer
  std::uint64_t min_write_rate = 32ULL << 10;        // bytes a second, see below; 0: any
  std::chrono::milliseconds write_window{10'000};    // over which that is measured
  // kInvalidArgument with the field that is out of range; max_held_body_bytes must be at
  // least max_body_bytes.
  [[nodiscard]] Status Validate() const;
};

// A finished exchange, for the access log and metrics.
struct AccessRecord {
  std::string_view method, path, route, peer, id, user_agent;
  int status = 0;  // 499 when the client left first
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::chrono::steady_clock::duration duration{};
};

struct ServerHooks {
  // How a failure that the http room finds itself (bad head, too large, no route) is
  // shown to people; empty: as plain text. `request` is never null, but only its id and
  // peer are set where no request could be read. On an I/O thread.
  std::function<Response(int status, const Status& why, const Request* request)> problem;
  std::function<void(const AccessRecord&)> on_access;  // on an I/O thread; must not block
};

// HTTP/1.1 over TCP with keep-alive (RFC 9110, RFC 9112); Boost.Asio coroutines inside.
// Strict where leniency lets requests be smuggled: a body length given twice, or together
// with chunking, ends the connection with 400. I/O threads never compute.
//
// What the server holds for clients is bounded. The bytes of request bodies, from their
// arrival until the answer, and of answers that their clients have not taken yet count
// together against max_held_body_bytes. When it is spent, a request with a body gets 503
// with Retry-After (through the problem hook); an answer that is there is never refused. And
// nobody keeps one for long: a client must take the whole within write_timeout, and in every
// write_window min_write_rate bytes for each of its seconds, or it is cut off (499). Only
// what its machine has acknowledged counts as taken. An answer that fits the kernel's send
// buffer is not waited for.
//
// While a handler works, its connection is watched. A client that closes only its sending
// side looks at first like one that left; an HTTP/1.1 client is then sent "100 Continue",
// which RFC 9110 §15.2 lets come unasked: one that left answers with a reset, which fires
// client_gone, and one that still listens gets its answer. From an HTTP/1.0 client, a
// closed side counts as gone. Nobody is left to answer then, so the exchange ends as 499.
//
// Thread-safe once Start() has returned, but for the destructor, which must be the last call.
class Server {
 public:
  // `router`, hooks and `metrics` must outlive the server.
  Server(ServerOptions options, const Router& router, ServerHooks hooks,
         telemetry::Registry& metrics);
  ~Server();  // as StopNow()

  // Binds and listens; once. kUnavailable with the reason when the port is taken or
  // StopNow() came first, kInvalidArgument for a bad address or options that do not
  // Validate().
  [[nodiscard]] Status Start();
  [[nodiscard]] int port() const;  // the real one, once started

  // Ends gently, in two phases. During `grace` everything is still accepted and answered,
  // each time with "Connection: close": so that a load balancer that asks a readiness route
  // can see that this server is going, and send nobody any more. Then stops accepting,
  // closes idle connections, lets running exchanges finish, and returns when all are done or
  // after `patience`. Returns soon when StopNow() is called meanwhile. The first call
  // counts: a second one returns at once.
  void Drain(std::chrono::milliseconds patience,
             std::chrono::milliseconds grace = std::chrono::milliseconds(0));
  // Breaks what is left; fires every client_gone. Ends a Drain() that waits on another
  // thread. Not from a handler: it waits for the I/O threads. Responders that are still held
  // may be called or dropped later. A second call waits for the first, and does nothing.
  void StopNow();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cutline::http
