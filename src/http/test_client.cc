#include "http/test_client.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "base/check.h"
#include "http/header_value.h"

namespace cutline::http {

namespace {

bool ConnectTo(int fd, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

bool TestClient::CanConnect(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected = ConnectTo(fd, port);
  ::close(fd);
  return connected;
}

TestClient::TestClient(int port, int receive_buffer) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CUTLINE_CHECK(fd_ >= 0);
  if (receive_buffer > 0)
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  CUTLINE_CHECK(ConnectTo(fd_, port));
}

TestClient::~TestClient() { Close(); }

void TestClient::Close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void TestClient::Reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  Close();
}

void TestClient::ShutdownSend() { ::shutdown(fd_, SHUT_WR); }

void TestClient::AwaitArrival() {
  int on_the_way = 1;
  while (::ioctl(fd_, SIOCOUTQ, &on_the_way) == 0 && on_the_way > 0) std::this_thread::yield();
}

bool TestClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool TestClient::Fill(std::chrono::steady_clock::time_point until) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return false;
  std::array<char, 65536> buffer;
  const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (got <= 0) {
    has_ended_ = true;
    return false;
  }
  pending_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

RawResponse TestClient::Receive(bool is_head, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::size_t end = 0;
  while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill(until)) return {};
  }
  RawResponse response;
  std::string_view head = std::string_view(pending_).substr(0, end + 2);
  CUTLINE_CHECK(head.starts_with("HTTP/1.1 ") && head.size() > 12);
  response.status = std::stoi(std::string(head.substr(9, 3)));
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(':');
    CUTLINE_CHECK(colon != std::string_view::npos);
    response.headers[LowerCase(line.substr(0, colon))] = Trim(line.substr(colon + 1));
  }
  pending_.erase(0, end + 4);
  std::size_t length = 0;
  if (!is_head && response.headers.contains("content-length"))
    length = std::stoul(response.headers["content-length"]);
  while (pending_.size() < length) {
    if (!Fill(until)) return {};
  }
  response.body = pending_.substr(0, length);
  pending_.erase(0, length);
  return response;
}

bool TestClient::ReceiveSome(std::chrono::milliseconds patience) {
  return Fill(std::chrono::steady_clock::now() + patience);
}

bool TestClient::SeesClose(std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  if (!pending_.empty()) return false;
  if (!has_ended_ && Fill(until)) return false;
  return has_ended_;
}

bool TestClient::IsQuietFor(std::chrono::milliseconds time) {
  if (!pending_.empty() || has_ended_) return false;
  return !Fill(std::chrono::steady_clock::now() + time) && !has_ended_;
}

}  // namespace cutline::http
