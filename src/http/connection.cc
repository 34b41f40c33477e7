#include "http/connection.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "http/answer_slot.h"
#include "http/body_reader.h"
#include "http/request_id.h"
#include "http/response_head.h"
#include "telemetry/log.h"

namespace cutline::http {
namespace {

constexpr std::size_t kHeadRead = 4 << 10;
constexpr std::size_t kBodyRead = 64 << 10;
constexpr std::size_t kIdleMemory = 8 << 10;    // what a waiting connection may keep
constexpr std::size_t kMaxPrefetch = 64 << 10;  // of further requests while a handler works
constexpr std::size_t kMaxUnparsed = 16 << 10;  // a chunk's size line, or the trailers
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
// After the last answer the client may still be sending; closing at once would reset the
// connection, and the answer with it. nginx waits as 30 s and 5 s.
constexpr std::chrono::seconds kLinger{10};
constexpr std::chrono::seconds kLingerQuiet{2};
constexpr std::chrono::milliseconds kLingerDraining{250};

TimePoint Now() { return std::chrono::steady_clock::now(); }

std::string PeerAddress(const Socket& socket) {
  ErrorCode error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return "unknown";
  const asio::ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

WritePace::Rule PaceOf(const ServerOptions& options) {
  const auto seconds = std::chrono::duration<double>(options.write_window).count();
  return {.window = options.write_window,
          .per_window =
              static_cast<std::int64_t>(static_cast<double>(options.min_write_rate) * seconds)};
}

std::string Join(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

Connection::Connection(Socket socket, ServerCore& core, std::function<void(Connection*)> on_end)
    : socket_(std::move(socket)),
      core_(core),
      on_end_(std::move(on_end)),
      peer_(PeerAddress(socket_)),
      watchdog_(socket_.get_executor(),
                [this] {
                  is_late_ = true;
                  ErrorCode ignored;
                  socket_.cancel(ignored);
                }),
      scanner_(
          {.max_bytes = core.options.max_header_bytes, .max_fields = core.options.max_headers}),
      parser_(core.options.max_body_bytes) {}

void Connection::Start() {
  ErrorCode ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  asio::co_spawn(socket_.get_executor(), Run(),
                 [self = shared_from_this()](std::exception_ptr thrown) { self->End(thrown); });
}

void Connection::Drain() {
  if (phase_ != Phase::kBusy) Close();
}

void Connection::Break() {
  is_broken_ = true;
  gone_.request_stop();
  Close();
}

void Connection::Close() {
  ErrorCode ignored;
  socket_.close(ignored);
}

void Connection::End(std::exception_ptr thrown) {
  watchdog_.Stop();
  Close();
  on_end_(this);
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    telemetry::Log(telemetry::Level::kError, "a connection broke",
                   {{"what", std::string(error.what())}});
  }
}

Task<void> Connection::Run() {
  bool goes_on = true;  // not a condition with co_await in it: GCC 12 makes wrong code of that
  while (goes_on) goes_on = co_await ServeOne();
  if (!is_broken_) co_await Linger();
}

Task<bool> Connection::ServeOne() {
  const Outcome<std::size_t> length = co_await AwaitHead();
  if (length && *length == 0) co_return false;
  phase_ = Phase::kBusy;
  is_first_ = false;
  Exchange exchange(core_, peer_);
  gone_ = exchange.gone;

  std::optional<Failure> failure;
  const Handler* handler = nullptr;
  if (!length) {
    failure = length.error();
  } else if (auto taken = TakeHead(*length, exchange)) {
    handler = *taken;
  } else {
    failure = std::move(taken).error();
  }
  if (exchange.request.id.empty()) exchange.request.id = ChooseRequestId({});

  bool is_there = true;
  if (handler != nullptr && NeedsReading(framing_, exchange.request)) {
    is_there = co_await ReadBody(exchange, failure);
  }
  std::optional<Response> response;
  if (is_there) {
    ClearDeadline();
    // Where the rest of a refused body lies, no next request can be found.
    const bool in_step = length && parser_.is_done() && (!failure || failure->status != 400);
    exchange.keep_alive = in_step && parser_.keep_alive();
    if (failure) {
      response = exchange.Problem(*failure);
    } else {
      response = co_await Ask(*handler, exchange);
    }
  }
  if (!response) {
    exchange.gone.request_stop();
    exchange.Record(499);
    co_return false;
  }
  exchange.ReleaseBody();  // before a slow reader can make it wait
  co_return co_await Send(std::move(*response), exchange);
}

Task<Outcome<std::size_t>> Connection::AwaitHead() {
  scanner_.Reset();
  in_.Shrink(kIdleMemory);
  SetDeadline(Now() + (is_first_ ? core_.options.header_timeout : core_.options.idle_timeout));
  bool has_begun = is_first_;  // a new client's time runs from the start
  while (true) {
    if (!in_.empty()) {
      Outcome<std::size_t> length = scanner_.Scan(in_.view());
      if (!length || *length > 0) co_return length;
      if (!has_begun) SetDeadline(Now() + core_.options.header_timeout);
      has_begun = true;
    }
    phase_ = in_.empty() ? Phase::kIdle : Phase::kBusy;
    if (phase_ == Phase::kIdle && core_.is_closing) co_return 0;
    const ErrorCode error = co_await Read(kHeadRead);
    if (error) {
      if (is_late_ && !in_.empty()) co_return std::unexpected(TooSlow());
      co_return 0;
    }
  }
}

Outcome<const Handler*> Connection::TakeHead(std::size_t length, Exchange& exchange) {
  parser_ = RequestParser(core_.options.max_body_bytes);
  Outcome<RequestHead> head =
      parser_.ParseHead(in_.view().substr(scanner_.skipped(), length - scanner_.skipped()));
  in_.Consume(length);
  exchange.bytes_in = length;
  if (!head) return std::unexpected(std::move(head).error());

  Request& request = exchange.request;
  exchange.is_http11 = head->is_http11;
  Outcome<Framing> framing = CheckHead(*head, core_.options.max_body_bytes);
  Outcome<void> target = ReadTarget(std::move(*head), request);
  request.id = ChooseRequestId(request.Header("x-request-id"));
  if (!framing) return std::unexpected(std::move(framing).error());
  if (!target) return std::unexpected(std::move(target).error());
  framing_ = *framing;

  Router::Match match = core_.router.Find(request.method, request.path);
  exchange.route = match.pattern;
  if (match.handler == nullptr) {
    if (match.allowed.empty()) return std::unexpected(NoSuchPath());
    exchange.allow = Join(match.allowed);
    return std::unexpected(MethodNotAllowed(request.method, exchange.allow));
  }
  request.captures = std::move(match.captures);
  return match.handler;
}

Task<bool> Connection::ReadBody(Exchange& exchange, std::optional<Failure>& failure) {
  SetDeadline(Now() + core_.options.body_timeout);
  auto reader = BodyReader::Make(core_.options, framing_, exchange);
  if (!reader) {
    failure = FromBodyStatus(std::move(reader).error());
    co_return true;
  }
  if (framing_.expects_continue && in_.empty()) {
    ErrorCode error;
    const std::size_t written = WriteNow(kContinue, {}, error);
    if (!error) error = co_await WriteRest(kContinue, {}, written);
    if (error) co_return false;
  }
  const RequestParser::Sink sink = [&reader](ByteSpan bytes) { return reader->Take(bytes); };
  while (!parser_.is_done()) {
    const Outcome<std::size_t> taken = parser_.ParseBody(in_.view(), sink);
    if (!taken) {
      failure = taken.error();
      co_return true;
    }
    in_.Consume(*taken);
    exchange.bytes_in += *taken;
    if (parser_.is_done()) break;
    if (in_.size() > kMaxUnparsed) {
      failure = BadRequest("a chunk's size line or the trailers are too long");
      co_return true;
    }
    const ErrorCode error = co_await Read(kBodyRead);
    if (error) {
      if (!is_late_) co_return false;
      failure = TooSlow();
      co_return true;
    }
  }
  exchange.request.complete = Now();
  if (Status finished = std::move(*reader).Finish(); !finished.ok())
    failure = FromBodyStatus(std::move(finished));
  co_return true;
}

Task<std::optional<Response>> Connection::Ask(const Handler& handler, Exchange& exchange) {
  const auto slot = std::make_shared<AnswerSlot>([self = shared_from_this(), asked = ++asked_] {
    asio::post(self->socket_.get_executor(), [self, asked] {
      // Something of the client may have woken it before; the answer is taken then, and
      // what there is to cancel now would be its write, or the next head's read.
      if (!self->is_asking_ || self->asked_ != asked) return;
      ErrorCode ignored;
      self->socket_.cancel(ignored);
    });
  });
  is_asking_ = true;
  const auto leave = [this](AnswerSlot* left) {
    left->Abandon();
    is_asking_ = false;
  };
  const std::unique_ptr<AnswerSlot, decltype(leave)> leaves(slot.get(), leave);
  try {
    handler(exchange.TakeRequest(), MakeResponder(slot));
  } catch (const std::exception& thrown) {
    telemetry::Log(telemetry::Level::kError, "a handler threw",
                   {{"what", std::string(thrown.what())}, {"request_id", exchange.request.id}});
  } catch (...) {
    telemetry::Log(telemetry::Level::kError, "a handler threw",
                   {{"request_id", exchange.request.id}});
  }
  while (!exchange.gone.stop_requested()) {
    if (auto answer = slot->TakeOrArm()) {
      co_return answer->was_dropped ? exchange.Problem(NoAnswer()) : std::move(answer->response);
    }
    co_await AwaitEvent(exchange);
  }
  co_return std::nullopt;
}

Task<void> Connection::AwaitEvent(Exchange& exchange) {
  if (!peer_closed_ && in_.size() < kMaxPrefetch) {
    // What comes is the next request; it waits in the buffer for its turn.
    const ErrorCode error = co_await Read(kHeadRead);
    if (!error || error == asio::error::operation_aborted) co_return;
    peer_closed_ = true;
    if (error != asio::error::eof || !StillListens(exchange)) exchange.gone.request_stop();
    co_return;
  }
  // Its end is behind us, or behind more requests than fit the buffer: a reset still shows.
  const auto [error] = co_await socket_.async_wait(Socket::wait_error, kAwait);
  if (error != asio::error::operation_aborted) exchange.gone.request_stop();
}

bool Connection::StillListens(const Exchange& exchange) {
  if (!exchange.is_http11) return false;
  ErrorCode error;
  return WriteNow(kContinue, {}, error) == kContinue.size();
}

Task<bool> Connection::Send(Response response, Exchange& exchange) {
  if (response.status < 200 || response.status > 599) response = exchange.Problem(NoAnswer());
  if (core_.is_draining) exchange.keep_alive = false;
  if (!exchange.allow.empty()) response.headers.emplace_back("Allow", exchange.allow);
  const std::string head = FormatResponseHead(response,
                                              {.keep_alive = exchange.keep_alive,
                                               .is_http11 = exchange.is_http11,
                                               .request_id = exchange.request.id},
                                              std::chrono::system_clock::now());
  const bool has_body = MayHaveBody(response.status) && exchange.request.method != "HEAD";
  const ByteSpan body = has_body ? ByteSpan(response.body) : ByteSpan();

  ErrorCode error;
  const std::size_t written = WriteNow(head, body, error);
  if (!error && written < head.size() + body.size()) {
    exchange.HoldAnswer(response.body.size());
    WritePace pace(PaceOf(core_.options), Now(), Now() + core_.options.write_timeout,
                   TakenOf(written));
    SetDeadline(pace.next_look());
    error = co_await WriteRest(head, body, written, &pace);
    ClearDeadline();
  }
  if (error) {
    exchange.Record(499);
    co_return false;
  }
  exchange.bytes_out = head.size() + body.size();
  exchange.Record(response.status);
  co_return exchange.keep_alive;
}

Task<void> Connection::Linger() {
  ErrorCode error;
  socket_.shutdown(Socket::shutdown_send, error);
  phase_ = Phase::kLingering;
  const TimePoint end = Now() + kLinger;
  while (!error && Now() < end) {
    in_.Consume(in_.size());
    const Duration quiet = core_.is_closing ? Duration(kLingerDraining) : Duration(kLingerQuiet);
    SetDeadline(std::min(end, Now() + quiet));
    error = co_await Read(kHeadRead);
  }
}

Task<ErrorCode> Connection::Read(std::size_t size) {
  if (is_late_) co_return asio::error::operation_aborted;
  const ReadBuffer::Space space = in_.Prepare(size);
  const auto [error, count] =
      co_await socket_.async_read_some(asio::buffer(space.data, space.size), kAwait);
  in_.Commit(count);
  co_return error;
}

std::size_t Connection::WriteNow(std::string_view head, ByteSpan body, ErrorCode& error) {
  const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head.data(), head.size()),
                                                     asio::buffer(body.data(), body.size())};
  const std::size_t written = socket_.write_some(buffers, error);
  if (error == asio::error::would_block) error = {};
  return written;
}

std::int64_t Connection::TakenOf(std::size_t written) {
  int unacknowledged = 0;
  if (::ioctl(socket_.native_handle(), SIOCOUTQ, &unacknowledged) != 0) unacknowledged = 0;
  return static_cast<std::int64_t>(written) - unacknowledged;
}

Task<ErrorCode> Connection::WriteRest(std::string_view head, ByteSpan body, std::size_t written,
                                      WritePace* pace) {
  while (written < head.size() + body.size()) {
    if (is_late_) {
      if (pace == nullptr || !pace->KeepsUp(Now(), TakenOf(written)))
        co_return asio::error::timed_out;
      SetDeadline(pace->next_look());
    }
    const std::string_view head_left = head.substr(std::min(written, head.size()));
    const ByteSpan body_left = body.subspan(written - (head.size() - head_left.size()));
    const std::array<asio::const_buffer, 2> buffers = {
        asio::buffer(head_left.data(), head_left.size()),
        asio::buffer(body_left.data(), body_left.size())};
    const auto [error, count] = co_await socket_.async_write_some(buffers, kAwait);
    written += count;
    // Cancelled by the deadline: whether that is the end is said above.
    if (error && !(is_late_ && error == asio::error::operation_aborted)) co_return error;
  }
  co_return ErrorCode();
}

void Connection::SetDeadline(TimePoint deadline) {
  is_late_ = false;
  watchdog_.Set(deadline);
}

void Connection::ClearDeadline() {
  is_late_ = false;
  watchdog_.Clear();
}

}  // namespace cutline::http
