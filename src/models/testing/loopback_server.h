#pragma once
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace cutline::models::testing {

struct ServerRequest {
  std::string path;
  std::map<std::string, std::string> headers;  // names in lower case
};

struct ServerReply {
  int status = 200;
  std::string headers;  // "ETag: \"a\"\r\n"
  std::string body;
  std::size_t announced = SIZE_MAX;  // Content-Length, when it is not the body's
  bool hang = false;                 // after the body: silence until the client leaves
};

// An HTTP/1.1 server on 127.0.0.1 and a free port, one connection after another, each
// closed after its reply. `handler` runs on the server's thread.
class LoopbackServer {
 public:
  using Handler = std::function<ServerReply(const ServerRequest&)>;
  explicit LoopbackServer(Handler handler);
  ~LoopbackServer();

  [[nodiscard]] std::string Url(const std::string& path) const;
  [[nodiscard]] std::vector<ServerRequest> requests() const;

 private:
  void Serve(int connection, const std::stop_token& stop);

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  mutable Mutex mutex_;
  std::vector<ServerRequest> requests_ GUARDED_BY(mutex_);
  std::jthread thread_;
};

// Serves `content` with an ETag, and the part of it that a Range header asks for, unless
// If-Range names another version.
[[nodiscard]] ServerReply ServeRange(const ServerRequest& request, const std::string& content,
                                     const std::string& etag);

}  // namespace cutline::models::testing
