#pragma once
// A client of raw bytes for tests: what it sends is exactly what the test wrote.
#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace cutline::http {

struct RawResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class TestClient {
 public:
  explicit TestClient(int port, int receive_buffer = 0);  // bytes of it; 0 leaves the kernel's
  ~TestClient();
  static bool CanConnect(int port);
  TestClient(TestClient&& other) noexcept : fd_(other.fd_), pending_(std::move(other.pending_)) {
    other.fd_ = -1;
  }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool Send(std::string_view bytes);  // false when the server has closed
  void ShutdownSend();
  void AwaitArrival();  // until all that was sent lies at the server
  void Reset();         // closes with RST
  void Close();
  // The next response; status 0 if the connection ends or `patience` passes before it.
  RawResponse Receive(bool is_head = false,
                      std::chrono::milliseconds patience = std::chrono::seconds(10));
  // Reads what is there, at most 64 KiB, for a later Receive(). False as Receive().
  bool ReceiveSome(std::chrono::milliseconds patience = std::chrono::seconds(10));
  // True if the server ends the connection within `patience`, and sends nothing more before.
  bool SeesClose(std::chrono::milliseconds patience = std::chrono::seconds(10));
  // True if nothing comes and nothing ends for that long.
  bool IsQuietFor(std::chrono::milliseconds time);

 private:
  bool Fill(std::chrono::steady_clock::time_point until);

  int fd_ = -1;
  std::string pending_;
  bool has_ended_ = false;
};

}  // namespace cutline::http
