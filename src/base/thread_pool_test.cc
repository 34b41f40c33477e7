#include "base/thread_pool.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>
#include <atomic>
#include <barrier>
#include <future>
#include <latch>
#include <memory>
#include <set>

namespace cutline {
namespace {

TEST(ThreadPool, RunsWhatItAccepts) {
  std::atomic<int> ran{0};
  {
    ThreadPool pool("test", 3, 1000);
    EXPECT_EQ(pool.threads(), 3U);
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(pool.TrySubmit([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 1000);
}

TEST(ThreadPool, RunsInOrderOnOneThread) {
  std::vector<int> order;
  {
    ThreadPool pool("test", 1, 100);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(pool.TrySubmit([&, i] { order.push_back(i); }));
  }
  ASSERT_EQ(order.size(), 100U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(ThreadPool, RunsAsManyAtOnceAsItHasThreads) {
  std::barrier together(3);  // would never be passed by fewer
  std::atomic<int> passed{0};
  {
    ThreadPool pool("test", 3, 3);
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(pool.TrySubmit([&] {
        together.arrive_and_wait();
        ++passed;
      }));
    }
  }
  EXPECT_EQ(passed, 3);
}

TEST(ThreadPool, RefusesWhenQueueIsFullAndRecovers) {
  std::latch started(1);
  std::latch go(1);
  std::promise<void> done;
  std::atomic<int> ran{0};
  {
    ThreadPool pool("test", 1, 2);
    ASSERT_TRUE(pool.TrySubmit([&] {
      started.count_down();
      go.wait();
    }));
    started.wait();  // its place in the queue is free again
    EXPECT_TRUE(pool.TrySubmit([&] { ++ran; }));
    EXPECT_TRUE(pool.TrySubmit([&] { done.set_value(); }));
    EXPECT_FALSE(pool.TrySubmit([&] { ran += 100; }));
    go.count_down();
    done.get_future().wait();
    EXPECT_TRUE(pool.TrySubmit([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 2);  // never the refused one
}

TEST(ThreadPool, RunsWhatIsQueuedBeforeItEnds) {
  std::latch started(1);
  std::latch go(1);
  int ran = 0;
  {
    ThreadPool pool("test", 1, 10);
    ASSERT_TRUE(pool.TrySubmit([&] {
      started.count_down();
      go.wait();
    }));
    started.wait();
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(pool.TrySubmit([&] { ++ran; }));
    go.count_down();
  }
  EXPECT_EQ(ran, 10);
}

TEST(ThreadPool, RefusesWorkFromWorkWhileItEnds) {
  std::latch started(1);
  std::atomic<int> accepted{0};
  {
    ThreadPool pool("test", 1, 1000000);
    ASSERT_TRUE(pool.TrySubmit([&] {
      started.count_down();
      while (pool.TrySubmit([] {})) ++accepted;  // ends only because the pool ends
    }));
    started.wait();
  }
  EXPECT_LT(accepted, 1000000);
}

TEST(ThreadPool, DestroysWorkOnceItRan) {
  auto owned = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = owned;
  std::promise<void> next;
  ThreadPool pool("test", 1, 10);
  ASSERT_TRUE(pool.TrySubmit([owned = std::move(owned)] { EXPECT_EQ(*owned, 1); }));
  ASSERT_TRUE(pool.TrySubmit([&] { next.set_value(); }));
  next.get_future().wait();
  EXPECT_TRUE(watch.expired());
}

TEST(ThreadPool, NamesItsThreadsWithinTheKernelsLimit) {
  std::promise<std::string> name;
  ThreadPool pool("a-name-longer-than-15", 1, 1);
  ASSERT_TRUE(pool.TrySubmit([&] {
    std::array<char, 16> text{};
    pthread_getname_np(pthread_self(), text.data(), text.size());
    name.set_value(text.data());
  }));
  EXPECT_EQ(name.get_future().get(), "a-name-longer-t");
}

TEST(ThreadPoolDeathTest, WantsAThread) { EXPECT_DEATH(ThreadPool("test", 0, 1), "CHECK"); }

}  // namespace
}  // namespace cutline
