#include "cli/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>
#include <semaphore>

namespace cutline::cli {
namespace {

TEST(Interrupts, TurnASignalIntoAStopRequest) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Interrupts interrupts;
    EXPECT_FALSE(interrupts.token().stop_requested());
    std::binary_semaphore stopped(0);
    std::stop_callback callback(interrupts.token(), [&] { stopped.release(); });
    std::raise(signal);
    EXPECT_TRUE(stopped.try_acquire_for(std::chrono::seconds(10)));
  }
}

TEST(Interrupts, EndTheProcessAtTheSecondSignal) {
  EXPECT_EXIT(
      {
        Interrupts interrupts;
        std::raise(SIGINT);
        std::raise(SIGINT);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

TEST(Interrupts, LeaveNoHandlerBehind) {
  {
    Interrupts interrupts;
  }
  struct sigaction now{};
  ::sigaction(SIGINT, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
}

}  // namespace
}  // namespace cutline::cli
