#include "http/test_server.h"

#include <stdexcept>

#include "base/check.h"

namespace cutline::http {
namespace {

constexpr std::chrono::seconds kPatience{10};

// What the server understood of a request, line by line.
std::string Describe(const Request& request) {
  std::string text = fmt::format("{} {}\n", request.method, request.path);
  for (const auto& [name, value] : request.query) text += fmt::format("query {}={}\n", name, value);
  for (const auto& [name, value] : request.captures)
    text += fmt::format("capture {}={}\n", name, value);
  for (const Part& part : request.parts) {
    text +=
        fmt::format("part {} {} {}\n", part.name, part.filename.value_or("-"), part.data.size());
  }
  text += fmt::format("body {}", AsText(request.body));
  return text;
}

}  // namespace

ServerOptions TestServer::Options() {
  ServerOptions options;
  options.port = 0;
  options.io_threads = 2;
  return options;
}

TestServer::TestServer(ServerOptions options) {
  AddRoutes();
  server = std::make_unique<Server>(std::move(options), router, Hooks(), metrics);
  const Status started = server->Start();
  CUTLINE_CHECK(started.ok());
}

TestServer::~TestServer() { server.reset(); }

void TestServer::AddRoutes() {
  const Handler echo = [](Request request, Responder respond) {
    Response response = TextResponse(200, "text/plain", Describe(request));
    response.headers.emplace_back("X-Echo", request.Query("echo").value_or(""));
    respond(std::move(response));
  };
  router.Add("GET", "/echo", echo);
  router.Add("POST", "/echo", echo);
  router.Add("GET", "/items/{name}", echo);
  router.Add("GET", "/empty", [](Request, Responder respond) { respond(Response{.status = 204}); });
  router.Add("GET", "/large", [](Request, Responder respond) {
    Response response;
    response.body.assign(32 << 20, 'x');
    respond(std::move(response));
  });
  router.Add("GET", "/drop", [](const Request&, const Responder&) {});
  router.Add("GET", "/throw",
             [](const Request&, const Responder&) { throw std::runtime_error("a bug"); });
  // As little of an image route as the hostile cases need.
  router.Add("POST", "/image", [](Request request, Responder respond) {
    const Part* part = request.FindPart("file");
    const ByteSpan bytes = part != nullptr ? part->data : request.body;
    int status = 200;
    if (bytes.empty()) {
      status = 400;
    } else if (!AsText(bytes).starts_with("\x89PNG")) {
      status = 415;
    }
    respond(TextResponse(status, "text/plain", ""));
  });
  router.Add("GET", "/block", [this](const Request&, Responder respond) {
    {
      std::unique_lock lock(mutex_);
      ++blocked_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return unblocked_ > 0; });
      --unblocked_;
    }
    respond(Response{.status = 204});
  });
  const Handler hold = [this](Request request, Responder respond) {
    const std::lock_guard lock(mutex_);
    held_.push_back({std::move(request), std::move(respond)});
    changed_.notify_all();
  };
  router.Add("GET", "/held", hold);
  router.Add("POST", "/held", hold);
}

ServerHooks TestServer::Hooks() {
  return {.problem =
              [](int status, const Status& why, const Request* request) {
                return TextResponse(
                    status, "text/plain",
                    fmt::format("{} [{}] {}", why.sentence().en, request->id, why.detail()));
              },
          .on_access =
              [this](const AccessRecord& record) {
                const std::lock_guard lock(mutex_);
                accesses_.push_back({.method = std::string(record.method),
                                     .path = std::string(record.path),
                                     .route = std::string(record.route),
                                     .peer = std::string(record.peer),
                                     .id = std::string(record.id),
                                     .user_agent = std::string(record.user_agent),
                                     .status = record.status,
                                     .bytes_in = record.bytes_in,
                                     .bytes_out = record.bytes_out});
                changed_.notify_all();
              }};
}

TestServer::Held TestServer::WaitForHeld() {
  std::unique_lock lock(mutex_);
  CUTLINE_CHECK(changed_.wait_for(lock, kPatience, [this] { return !held_.empty(); }));
  Held held = std::move(held_.front());
  held_.pop_front();
  return held;
}

void TestServer::WaitForBlocked() {
  std::unique_lock lock(mutex_);
  CUTLINE_CHECK(changed_.wait_for(lock, kPatience, [this] { return blocked_ > 0; }));
  --blocked_;
}

void TestServer::Unblock() {
  const std::lock_guard lock(mutex_);
  ++unblocked_;
  changed_.notify_all();
}

TestServer::Access TestServer::WaitForAccess() {
  std::unique_lock lock(mutex_);
  CUTLINE_CHECK(changed_.wait_for(lock, kPatience, [this] { return !accesses_.empty(); }));
  Access access = std::move(accesses_.front());
  accesses_.pop_front();
  return access;
}

}  // namespace cutline::http
