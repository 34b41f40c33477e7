#include "inference/turnstile.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace cutline::inference {
namespace {

class TurnstileTest : public testing::Test {
 protected:
  static void WaitUntilQueued(const Turnstile& turnstile, std::size_t count) {
    while (turnstile.waiting() != count) std::this_thread::yield();
  }
  SteadyClock clock_;
  Context patient_{.clock = clock_, .deadline = {}, .cancelled = {}};
};

TEST_F(TurnstileTest, ServesInOrderOfArrival) {
  Turnstile turnstile(1);
  std::optional<Turnstile::Turn> held;
  held.emplace(*turnstile.Enter(1, patient_));
  std::vector<int> order;  // written by whoever has the turn
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const auto turn = turnstile.Enter(1, patient_);
      order.push_back(i);
    });
    WaitUntilQueued(turnstile, static_cast<std::size_t>(i) + 1);
  }
  held.reset();
  threads.clear();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3}));
}

TEST_F(TurnstileTest, NeverGivesMoreThanItsCapacity) {
  Turnstile turnstile(3);
  std::atomic<int> used{0};
  std::atomic<int> most{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&, weight = 1 + i % 3] {
        for (int j = 0; j < 200; ++j) {
          const auto turn = turnstile.Enter(weight, patient_);
          const int now = used += weight;
          int seen = most;
          while (now > seen && !most.compare_exchange_weak(seen, now)) {
          }
          used -= weight;
        }
      });
    }
  }
  EXPECT_LE(most, 3);
  EXPECT_EQ(turnstile.waiting(), 0U);
}

TEST_F(TurnstileTest, LetsLightCallersRunSideBySide) {
  Turnstile turnstile(2);
  const auto first = turnstile.Enter(1, patient_);
  const auto second = turnstile.Enter(1, patient_);
  EXPECT_TRUE(first && second);
}

TEST_F(TurnstileTest, TakesAWeightBeyondTheCapacityAsAllOfIt) {
  Turnstile turnstile(2);
  EXPECT_TRUE(turnstile.Enter(64, patient_));
}

TEST_F(TurnstileTest, DoesNotStarveAHeavyCaller) {
  Turnstile turnstile(2);
  std::optional<Turnstile::Turn> light;
  light.emplace(*turnstile.Enter(1, patient_));
  std::atomic<bool> heavy_ran{false};
  std::jthread heavy([&] {
    const auto turn = turnstile.Enter(2, patient_);
    heavy_ran = turn.has_value();
  });
  WaitUntilQueued(turnstile, 1);
  bool light_came_later = false;
  std::jthread late([&] {
    const auto turn = turnstile.Enter(1, patient_);  // one would be free, but heavy was first
    light_came_later = heavy_ran;
  });
  WaitUntilQueued(turnstile, 2);
  light.reset();
  heavy.join();
  late.join();
  EXPECT_TRUE(heavy_ran);
  EXPECT_TRUE(light_came_later);
}

TEST_F(TurnstileTest, LeavesTheQueueWhenCancelled) {
  Turnstile turnstile(1);
  const auto held = turnstile.Enter(1, patient_);
  std::stop_source stop;
  Code code = Code::kOk;
  std::jthread waiter([&] {
    const auto turn =
        turnstile.Enter(1, {.clock = clock_, .deadline = {}, .cancelled = stop.get_token()});
    if (!turn) code = turn.error().code();
  });
  WaitUntilQueued(turnstile, 1);
  stop.request_stop();
  waiter.join();
  EXPECT_EQ(code, Code::kCancelled);
  EXPECT_EQ(turnstile.waiting(), 0U);
}

TEST_F(TurnstileTest, ACancelledHeadMakesWayForTheNext) {
  Turnstile turnstile(2);
  const auto held = turnstile.Enter(1, patient_);
  std::stop_source stop;
  std::jthread heavy([&] {
    EXPECT_FALSE(
        turnstile.Enter(2, {.clock = clock_, .deadline = {}, .cancelled = stop.get_token()}));
  });
  WaitUntilQueued(turnstile, 1);
  std::jthread light([&] { EXPECT_TRUE(turnstile.Enter(1, patient_)); });
  WaitUntilQueued(turnstile, 2);
  stop.request_stop();
  light.join();  // while `held` is still out
}

TEST_F(TurnstileTest, LeavesTheQueueWhenLate) {
  Turnstile turnstile(1);
  const auto held = turnstile.Enter(1, patient_);
  const auto turn =
      turnstile.Enter(1, {.clock = clock_,
                          .deadline = Deadline::After(std::chrono::milliseconds(5), clock_),
                          .cancelled = {}});
  ASSERT_FALSE(turn);
  EXPECT_EQ(turn.error().code(), Code::kDeadlineExceeded);
}

TEST_F(TurnstileTest, RefusesWhoComesTooLateEvenWhenFree) {
  Turnstile turnstile(1);
  FakeClock clock;
  const Context late{.clock = clock, .deadline = Deadline::At(clock.Now()), .cancelled = {}};
  const auto turn = turnstile.Enter(1, late);
  ASSERT_FALSE(turn);
  EXPECT_EQ(turn.error().code(), Code::kDeadlineExceeded);
  EXPECT_TRUE(turnstile.Enter(1, patient_));  // and it took nothing with it
}

}  // namespace
}  // namespace cutline::inference
