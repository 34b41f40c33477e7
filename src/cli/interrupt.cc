#include "cli/interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

namespace cutline::cli {
namespace {

// A handler has no other way to find its object.
std::atomic<int> g_wake{-1};

// Only write() is safe here: request_stop() runs call-backs.
void OnSignal(int) {
  const int saved = errno;
  const std::uint64_t one = 1;
  if (const int fd = g_wake.load(); fd >= 0) (void)!::write(fd, &one, sizeof one);
  errno = saved;
}

void Install(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = handler == OnSignal ? SA_RESETHAND : 0;  // the second time: the default
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

void Wake(int fd) {
  const std::uint64_t one = 1;
  (void)!::write(fd, &one, sizeof one);
}

}  // namespace

Interrupts::Interrupts() : wake_(::eventfd(0, EFD_CLOEXEC)) {
  g_wake = wake_;
  thread_ = std::jthread([this](const std::stop_token& ending) {
    std::uint64_t count = 0;
    while (::read(wake_, &count, sizeof count) < 0 && errno == EINTR) {
    }
    if (!ending.stop_requested()) source_.request_stop();
  });
  Install(OnSignal);
}

Interrupts::~Interrupts() {
  Install(SIG_DFL);
  g_wake = -1;
  thread_.request_stop();
  Wake(wake_);
  thread_.join();
  ::close(wake_);
}

}  // namespace cutline::cli
