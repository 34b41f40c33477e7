#pragma once
#include <functional>
#include <memory>
#include <string>

#include "http/asio_types.h"
#include "http/exchange.h"
#include "http/head_scanner.h"
#include "http/read_buffer.h"
#include "http/request_parser.h"
#include "http/watchdog.h"
#include "http/write_pace.h"

namespace cutline::http {

// One client: reads its requests and answers them in order, until either side closes.
// Everything runs on the thread of the socket's io_context; only handlers' answers come
// from elsewhere. Keeps itself alive while it runs.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `core` must outlive it. `on_end` is called once, on its thread, when all is over.
  Connection(Socket socket, ServerCore& core, std::function<void(Connection*)> on_end);

  void Start();
  void Drain();  // ends it now if no exchange is under way, else after that
  void Break();  // ends it now; the handler's client_gone fires

 private:
  enum class Phase { kIdle, kBusy, kLingering };

  Task<void> Run();
  Task<bool> ServeOne();  // false: no further request on this connection

  // The head's length, or why there is none; no failure and 0: the client left silently.
  Task<Outcome<std::size_t>> AwaitHead();
  // Parses, checks and routes the head that lies at the front of in_.
  Outcome<const Handler*> TakeHead(std::size_t length, Exchange& exchange);
  // False when the client left; otherwise `failure` says whether the body is there.
  Task<bool> ReadBody(Exchange& exchange, std::optional<Failure>& failure);
  // The handler's answer, or nothing when the client left first.
  Task<std::optional<Response>> Ask(const Handler& handler, Exchange& exchange);
  Task<void> AwaitEvent(Exchange& exchange);  // an answer, more of the client, or its end
  bool StillListens(const Exchange& exchange);
  Task<bool> Send(Response response, Exchange& exchange);  // false: to be closed
  Task<void> Linger();

  Task<ErrorCode> Read(std::size_t size);
  // Writes what the socket takes at once, and the rest as it takes it: until the deadline,
  // or as long as the reader keeps the pace, which then moves the deadline.
  std::size_t WriteNow(std::string_view head, ByteSpan body, ErrorCode& error);
  Task<ErrorCode> WriteRest(std::string_view head, ByteSpan body, std::size_t written,
                            WritePace* pace = nullptr);
  // Of `written` bytes, how many the client has: what the kernel still keeps for it is no
  // progress of its own. Below 0 while it has not even taken all from before.
  std::int64_t TakenOf(std::size_t written);
  void SetDeadline(TimePoint deadline);
  void ClearDeadline();
  void Close();
  void End(std::exception_ptr thrown);

  Socket socket_;
  ServerCore& core_;
  std::function<void(Connection*)> on_end_;
  std::string peer_;
  Watchdog watchdog_;
  ReadBuffer in_;
  HeadScanner scanner_;
  RequestParser parser_;
  Framing framing_;
  std::stop_source gone_{std::nostopstate};  // of the exchange under way
  Phase phase_ = Phase::kIdle;
  std::uint64_t asked_ = 0;  // handlers so far
  bool is_asking_ = false;   // the last one's answer is waited for
  bool is_first_ = true;     // no request has come yet
  bool is_late_ = false;     // the deadline passed
  bool is_broken_ = false;
  bool peer_closed_ = false;  // its sending side
};

}  // namespace cutline::http
