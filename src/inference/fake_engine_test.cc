#include "inference/fake_engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace cutline::inference {
namespace {

const SteadyClock kClock;
const Context kPatient{.clock = kClock, .deadline = {}, .cancelled = {}};

TEST(FakeEngine, AveragesChannelsAndResamplesByNearestNeighbour) {
  FakeEngine engine({.input_shape = {1, 2, 2, 2}, .output_shape = {1, 1, 4, 2}});
  const auto network = engine.Load({});
  ASSERT_TRUE(network);
  const std::vector<float> input = {0, 1, 2, 3, 10, 11, 12, 13};
  std::vector<float> output(8);
  ASSERT_TRUE((*network)->Infer(input, output, kPatient).ok());
  EXPECT_EQ(output, (std::vector<float>{5, 6, 5, 6, 7, 8, 7, 8}));
}

TEST(FakeEngine, AddsATinyErrorAtLowerPrecisions) {
  FakeEngine engine({.input_shape = {1, 1, 2, 2},
                     .output_shape = {1, 1, 2, 2},
                     .precisions = {Precision::kF32, Precision::kF16}});
  const auto network = engine.Load({.precision = Precision::kF16});
  ASSERT_TRUE(network);
  EXPECT_EQ((*network)->precision(), Precision::kF16);
  std::vector<float> output(4);
  ASSERT_TRUE((*network)->Infer(std::vector<float>(4, 0.5F), output, kPatient).ok());
  for (const float value : output) {
    EXPECT_NE(value, 0.5F);
    EXPECT_NEAR(value, 0.5F, 0.001F);
  }
}

TEST(FakeEngine, FallsBackToF32WithoutThePrecision) {
  FakeEngine engine({});
  const auto network = engine.Load({.precision = Precision::kBf16});
  ASSERT_TRUE(network);
  EXPECT_EQ((*network)->precision(), Precision::kF32);
}

TEST(FakeEngine, TakesTheInputShapeOfTheCaller) {
  FakeEngine engine({});
  const auto network = engine.Load({.input_shape = {1, 3, 8, 16}});
  ASSERT_TRUE(network);
  EXPECT_EQ((*network)->input_shape(), (Shape{1, 3, 8, 16}));
}

TEST(FakeEngine, HandsOnInjectedFailures) {
  FakeEngine engine({.on_infer = [] { return Internal("Broken."); },
                     .on_load =
                         [](const LoadOptions& options) {
                           return options.model == "bad" ? Unprocessable("No network.") : Status();
                         }});
  const auto bad = engine.Load({.model = "bad"});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code(), Code::kUnprocessable);
  const auto network = engine.Load({.model = "good"});
  ASSERT_TRUE(network);
  std::vector<float> output(32 * 32);
  EXPECT_EQ((*network)->Infer(std::vector<float>(3 * 32 * 32), output, kPatient).code(),
            Code::kInternal);
  EXPECT_EQ(engine.loads(), 2);
}

TEST(FakeEngine, RunsOneInferenceAtATime) {
  std::atomic<int> inside{0};
  std::atomic<bool> overlapped{false};
  FakeEngine engine({.on_infer = [&] {
    if (++inside > 1) overlapped = true;
    std::this_thread::yield();
    --inside;
    return Status();
  }});
  const auto network = engine.Load({});
  ASSERT_TRUE(network);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        std::vector<float> output(32 * 32);
        for (int j = 0; j < 20; ++j) {
          EXPECT_TRUE((*network)->Infer(std::vector<float>(3 * 32 * 32), output, kPatient).ok());
        }
      });
    }
  }
  EXPECT_FALSE(overlapped);
}

}  // namespace
}  // namespace cutline::inference
