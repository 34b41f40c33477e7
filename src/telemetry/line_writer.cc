#include "telemetry/line_writer.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace cutline::telemetry {
namespace {
// How long the writer may overlook that the program is ending.
constexpr std::chrono::milliseconds kPollSlice{50};
}  // namespace

LineWriter::LineWriter(int fd) : fd_(::fcntl(fd, F_DUPFD_CLOEXEC, 3)) {
  struct stat info{};
  is_socket_ = fd_ >= 0 && ::fstat(fd_, &info) == 0 && S_ISSOCK(info.st_mode);
}

LineWriter::~LineWriter() {
  if (fd_ >= 0) ::close(fd_);
}

bool LineWriter::WaitWritable() {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        end_.load() - std::chrono::steady_clock::now());
    pollfd ask{.fd = fd_, .events = POLLOUT, .revents = 0};
    const int ready = ::poll(&ask, 1, static_cast<int>(std::clamp(left, {}, kPollSlice).count()));
    // A pipe whose reader left: not even tried, since write() would raise SIGPIPE.
    if (ready > 0) return (ask.revents & (POLLERR | POLLNVAL)) == 0;
    if (ready < 0 && errno != EINTR) return false;
    if (left.count() <= 0) return false;
  }
}

bool LineWriter::Write(std::string_view line) {
  if (fd_ < 0) return false;
  while (!line.empty()) {
    if (!WaitWritable()) return false;
    // A pipe that polls writable has room for PIPE_BUF bytes; a socket need not have.
    const std::size_t piece = std::min<std::size_t>(line.size(), PIPE_BUF);
    const ssize_t wrote = is_socket_ ? ::send(fd_, line.data(), piece, MSG_DONTWAIT | MSG_NOSIGNAL)
                                     : ::write(fd_, line.data(), piece);
    if (wrote < 0 && errno != EINTR && errno != EAGAIN) return false;
    if (wrote > 0) line.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

}  // namespace cutline::telemetry
