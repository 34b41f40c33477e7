#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "base/cpu.h"
#include "inference/openvino/openvino_engine.h"
#include "models/testing/real_weights.h"
#include "models/testing/temp_dir.h"

namespace cutline::inference {
namespace {

namespace fs = std::filesystem;

const SteadyClock kClock;
const Context kPatient{.clock = kClock, .deadline = {}, .cancelled = {}};

// With the real weights, where they are.
class U2netpTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(engine_) << engine_.error().ToString();
    model_ = models::testing::RealWeights("u2netp");
    if (!fs::exists(model_)) {
      GTEST_SKIP() << "The weights of u2netp are not at " << model_
                   << "; `make models MODELS=u2netp` gets them.";
    }
  }
  Result<std::unique_ptr<Network>> Load() {
    return (*engine_)->Load({.model = model_,
                             .sha256 = std::string(64, '3'),
                             .threads = UsableCpus(),
                             .input_shape = {1, 3, 320, 320},
                             .cache_dir = folder_.path() / "compiled"});
  }
  static std::vector<float> Run(Network& network, const std::vector<float>& input) {
    std::vector<float> output(ElementCount(network.output_shape()), -99.0F);
    const Status status = network.Infer(input, output, kPatient);
    EXPECT_TRUE(status.ok()) << status.ToString();
    return output;
  }
  fs::path model_;
  models::testing::TempDir folder_;
  Result<std::unique_ptr<Engine>> engine_ = MakeOpenVinoEngine();
};

TEST_F(U2netpTest, GivesTheSameMaskFromTheFileAndFromTheCache) {
  const auto fresh = Load();
  ASSERT_TRUE(fresh) << fresh.error().ToString();
  EXPECT_EQ((*fresh)->output_shape(), (Shape{1, 1, 320, 320}));
  const auto cached = Load();
  ASSERT_TRUE(cached);
  LoadOptions without{
      .model = model_, .sha256 = {}, .threads = UsableCpus(), .input_shape = {}, .cache_dir = {}};
  const auto uncached = (*engine_)->Load(without);
  ASSERT_TRUE(uncached);
  std::vector<float> input(3 * 320 * 320);
  for (std::size_t i = 0; i < input.size(); ++i)
    input[i] = std::sin(static_cast<float>(i) / 5000.0F);
  const auto mask = Run(**fresh, input);
  EXPECT_EQ(mask, Run(**cached, input));
  EXPECT_EQ(mask, Run(**uncached, input));
  const auto [least, most] = std::minmax_element(mask.begin(), mask.end());
  EXPECT_GE(*least, 0.0F);  // a sigmoid's, and not all the same
  EXPECT_LE(*most, 1.0F);
  EXPECT_GT(*most - *least, 0.001F);
}

TEST_F(U2netpTest, StopsBetweenLayersWhenCancelled) {
  const auto network = Load();
  ASSERT_TRUE(network);
  const std::vector<float> input(3 * 320 * 320, 0.5F);
  (void)Run(**network, input);  // the first one takes longer
  const TimePoint start = kClock.Now();
  const auto expected = Run(**network, input);
  const Duration whole = kClock.Now() - start;
  Code code = Code::kOk;
  for (int i = 0; i < 10 && code == Code::kOk;
       ++i) {  // on a busy machine the stop may come too late
    std::stop_source stop;
    std::jthread canceller([&] {
      std::this_thread::sleep_for(whole / 10);
      stop.request_stop();
    });
    std::vector<float> output(320 * 320);
    code =
        (*network)
            ->Infer(input, output, {.clock = kClock, .deadline = {}, .cancelled = stop.get_token()})
            .code();
  }
  EXPECT_EQ(code, Code::kCancelled);
  EXPECT_EQ(Run(**network, input), expected);  // the next caller is not touched by it
}

TEST_F(U2netpTest, WhoIsLateWhileWaitingLeavesTheQueue) {
  const auto network = Load();
  ASSERT_TRUE(network);
  const std::vector<float> input(3 * 320 * 320, 0.5F);
  std::jthread busy([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) (void)Run(**network, input);
  });
  Code code = Code::kOk;
  std::vector<float> output;
  for (int i = 0; i < 10 && code == Code::kOk; ++i) {  // the other may not have begun
    output.assign(320 * 320, -99.0F);
    const auto soon = Deadline::After(std::chrono::milliseconds(20), kClock);
    code = (*network)
               ->Infer(input, output, {.clock = kClock, .deadline = soon, .cancelled = {}})
               .code();
  }
  EXPECT_EQ(code, Code::kDeadlineExceeded);
  EXPECT_EQ(output, std::vector<float>(320 * 320, -99.0F));
}

}  // namespace
}  // namespace cutline::inference
