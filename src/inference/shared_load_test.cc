#include "inference/shared_load.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

namespace cutline::inference {
namespace {

using Load = SharedLoad<int>;

TEST(SharedLoad, MakesTheValueOnceForAllWhoAskAtOnce) {
  Load load;
  std::atomic<int> made{0};
  std::latch together(8);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        together.arrive_and_wait();
        const auto value =
            load.Get([&]() -> Result<Load::Value> { return std::make_shared<int>(++made); });
        ASSERT_TRUE(value);
        EXPECT_EQ(**value, 1);
      });
    }
  }
  EXPECT_EQ(made, 1);
}

TEST(SharedLoad, SharesAFailureWithThoseWhoWaitedAndThenForgetsIt) {
  Load load;
  std::latch started(1);
  std::latch release(1);
  std::atomic<int> calls{0};
  const auto fail = [&]() -> Result<Load::Value> {
    ++calls;
    started.count_down();
    release.wait();
    return std::unexpected(Unavailable("No weights."));
  };
  std::jthread first([&] { EXPECT_EQ(load.Get(fail).error().code(), Code::kUnavailable); });
  started.wait();
  std::latch asked(1);
  std::jthread second([&] {
    asked.count_down();
    // Here before the failure it gets the same; after it, it would make the value itself.
    const auto value = load.Get([&]() -> Result<Load::Value> {
      ++calls;
      return std::unexpected(Unavailable("No weights."));
    });
    EXPECT_EQ(value.error().code(), Code::kUnavailable);
  });
  asked.wait();
  release.count_down();
  first.join();
  second.join();
  EXPECT_LE(calls, 2);
  EXPECT_EQ(load.Peek(), nullptr);
  const auto value = load.Get([]() -> Result<Load::Value> { return std::make_shared<int>(7); });
  ASSERT_TRUE(value);
  EXPECT_EQ(**value, 7);
  EXPECT_EQ(load.Peek(), *value);
}

TEST(SharedLoad, AnExceptionDoesNotLeaveWaitersBehind) {
  Load load;
  EXPECT_THROW((void)load.Get([]() -> Result<Load::Value> { throw std::bad_alloc(); }),
               std::bad_alloc);
  EXPECT_TRUE(load.Get([]() -> Result<Load::Value> { return std::make_shared<int>(1); }));
}

}  // namespace
}  // namespace cutline::inference
