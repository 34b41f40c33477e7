#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace cutline {
namespace {

TEST(ParallelFor, DoesEachOnce) {
  for (const int threads : {0, 1, 2, 7}) {
    std::vector<std::atomic<int>> done(100);
    EXPECT_TRUE(ParallelFor(threads, done.size(), [&](std::size_t i) {
                  ++done[i];
                  return Status();
                }).ok());
    for (const auto& times : done) EXPECT_EQ(times, 1);
  }
  EXPECT_TRUE(ParallelFor(3, 0, [](std::size_t) { return Internal("never"); }).ok());
}

TEST(ParallelFor, UsesTheThreads) {
  std::atomic<int> inside = 0;
  EXPECT_TRUE(ParallelFor(2, 2, [&](std::size_t) {
                ++inside;
                while (inside < 2) std::this_thread::yield();  // for ever, were there one thread
                return Status();
              }).ok());
}

TEST(ParallelFor, StopsAtAFailure) {
  std::atomic<int> calls = 0;
  const Status status = ParallelFor(2, 1'000'000, [&](std::size_t i) -> Status {
    ++calls;
    if (i == 10) return Unavailable({"Ten.", "十。"});
    return {};
  });
  EXPECT_EQ(status.code(), Code::kUnavailable);
  EXPECT_LT(calls, 1'000'000);
}

TEST(ParallelFor, AnExceptionIsAFailure) {
  const Status status =
      ParallelFor(2, 5, [](std::size_t) -> Status { throw std::runtime_error("thrown"); });
  EXPECT_EQ(status.code(), Code::kInternal);
}

}  // namespace
}  // namespace cutline
