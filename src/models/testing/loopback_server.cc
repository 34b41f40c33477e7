#include "models/testing/loopback_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sstream>

#include "base/check.h"

namespace cutline::models::testing {
namespace {

// True once there is something to read; false when told to stop.
bool WaitReadable(int fd, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd item{.fd = fd, .events = POLLIN, .revents = 0};
    if (::poll(&item, 1, 20) > 0) return true;
  }
  return false;
}

void SendAll(int fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t sent = ::send(fd, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the client left: part of some tests
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
}

ServerRequest Parse(const std::string& head) {
  ServerRequest request;
  std::istringstream lines(head);
  std::string line;
  std::getline(lines, line);
  std::istringstream(line.substr(line.find(' ') + 1)) >> request.path;
  while (std::getline(lines, line) && line != "\r") {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    request.headers[name] = line.substr(colon + 2, line.size() - colon - 3);  // without "\r"
  }
  return request;
}

}  // namespace

LoopbackServer::LoopbackServer(Handler handler) : handler_(std::move(handler)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  CUTLINE_CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  CUTLINE_CHECK(::listen(listener_, 8) == 0);
  CUTLINE_CHECK(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this](const std::stop_token& stop) {
    while (WaitReadable(listener_, stop)) {
      const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) continue;
      Serve(connection, stop);
      ::close(connection);
    }
  });
}

LoopbackServer::~LoopbackServer() {
  thread_.request_stop();
  thread_.join();
  ::close(listener_);
}

void LoopbackServer::Serve(int connection, const std::stop_token& stop) {
  std::string head;
  while (head.find("\r\n\r\n") == std::string::npos) {
    char block[4096];
    if (!WaitReadable(connection, stop)) return;
    const ssize_t got = ::recv(connection, block, sizeof(block), 0);
    if (got <= 0) return;
    head.append(block, static_cast<std::size_t>(got));
  }
  const ServerRequest request = Parse(head);
  {
    const MutexLock lock(mutex_);
    requests_.push_back(request);
  }
  const ServerReply reply = handler_(request);
  const std::size_t announced = reply.announced == SIZE_MAX ? reply.body.size() : reply.announced;
  SendAll(connection,
          fmt::format("HTTP/1.1 {} Status\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{}",
                      reply.status, announced, reply.headers, reply.body));
  if (reply.hang) {
    char byte;
    if (WaitReadable(connection, stop)) static_cast<void>(::recv(connection, &byte, 1, 0));
  }
}

std::string LoopbackServer::Url(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

std::vector<ServerRequest> LoopbackServer::requests() const {
  const MutexLock lock(mutex_);
  return requests_;
}

ServerReply ServeRange(const ServerRequest& request, const std::string& content,
                       const std::string& etag) {
  const std::string version = fmt::format("ETag: {}\r\n", etag);
  const auto range = request.headers.find("range");
  const auto condition = request.headers.find("if-range");
  const bool same = condition == request.headers.end() || condition->second == etag;
  if (range == request.headers.end() || !same) return {.headers = version, .body = content};
  const std::size_t begin = std::stoul(range->second.substr(range->second.find('=') + 1));
  if (begin >= content.size()) {
    return {.status = 416,
            .headers = fmt::format("Content-Range: bytes */{}\r\n", content.size()),
            .body = {}};
  }
  return {.status = 206,
          .headers = version + fmt::format("Content-Range: bytes {}-{}/{}\r\n", begin,
                                           content.size() - 1, content.size()),
          .body = content.substr(begin)};
}

}  // namespace cutline::models::testing
