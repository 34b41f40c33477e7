#include "serving/runner.h"

#include <gtest/gtest.h>

#include <latch>
#include <new>
#include <semaphore>
#include <stdexcept>

namespace cutline::serving {
namespace {

constexpr std::array<task::Format, 1> kFormats = {{{"text", "text/plain", ".txt", true}}};

// Answers with what it was given; "bad" is refused before the queue, "boom" fails while it
// runs, and while `hold` is set every run waits for `go`.
class EchoTask final : public task::Task {
 public:
  [[nodiscard]] std::string_view name() const override { return "echo"; }
  [[nodiscard]] std::string_view summary() const override { return "Echo"; }
  [[nodiscard]] std::string_view summary_zh() const override { return "回声"; }
  [[nodiscard]] std::span<const OptionDecl> options() const override { return {}; }
  [[nodiscard]] std::span<const task::Format> formats() const override { return kFormats; }
  [[nodiscard]] Status Check(ByteSpan input, const OptionValues&) const override {
    if (AsText(input) == "bad") return Unprocessable("Bad.");
    return {};
  }
  [[nodiscard]] Result<task::Output> Run(ByteSpan input, const OptionValues&,
                                         const Context& context) const override {
    ++started;
    started.notify_all();
    if (hold) go.acquire();
    CUTLINE_RETURN_IF_ERROR(context.Check());
    if (AsText(input) == "throw") throw std::runtime_error("nobody expected it");
    if (AsText(input) == "huge") throw std::bad_alloc();
    if (AsText(input) == "boom") return std::unexpected(Internal("Boom."));
    task::Output output;
    output.body.assign(input.begin(), input.end());
    output.stages = {{"echo", std::chrono::milliseconds(3)}};
    output.counts = {{"bytes", input.size()}};
    return output;
  }
  void AwaitStarts(int count) const {
    for (int now = started; now < count; now = started) started.wait(now);
  }
  mutable std::atomic<int> started = 0;
  bool hold = false;
  mutable std::counting_semaphore<> go{0};
};

class RunnerTest : public testing::Test {
 protected:
  Call MakeCall(std::string_view text) const {
    Call call;
    call.task = &task_;
    call.input.assign(text.begin(), text.end());
    return call;
  }
  const SteadyClock clock_;
  telemetry::Registry metrics_;
  EchoTask task_;
};

RunnerOptions Small(std::size_t workers, std::size_t waiting) {
  return {.workers = workers, .gate = {.max_running = workers, .max_waiting = waiting}};
}

// One request's misfortune is not the others'.
TEST_F(RunnerTest, OutlivesATaskThatThrows) {
  Runner runner(Small(1, 1), clock_, metrics_);
  EXPECT_EQ(runner.Run(MakeCall("throw")).error().code(), Code::kInternal);
  const auto huge = runner.Run(MakeCall("huge"));
  EXPECT_EQ(huge.error().code(), Code::kResourceExhausted);
  EXPECT_TRUE(huge.error().retry_after());
  EXPECT_TRUE(runner.Run(MakeCall("hello")).has_value());
  EXPECT_EQ(runner.load().running, 0U);
}

TEST_F(RunnerTest, RunsATaskAndCountsIt) {
  Runner runner(Small(1, 1), clock_, metrics_);
  const auto answer = runner.Run(MakeCall("hello"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(AsText(answer->output.body), "hello");
  const std::string text = metrics_.Expose();
  EXPECT_NE(text.find(R"(cutline_calls_total{outcome="ok",task="echo"} 1)"), std::string::npos)
      << text;
  EXPECT_NE(text.find(R"(cutline_stage_seconds_count{stage="queue",task="echo"} 1)"),
            std::string::npos);
}

TEST_F(RunnerTest, CountsWhatWasFound) {
  Runner runner(Small(1, 1), clock_, metrics_);
  EXPECT_TRUE(runner.Run(MakeCall("hello")).has_value());
  EXPECT_TRUE(runner.Run(MakeCall("you")).has_value());
  EXPECT_FALSE(runner.Run(MakeCall("boom")).has_value());
  const std::string text = metrics_.Expose();
  EXPECT_NE(text.find(R"(cutline_items_total{item="bytes",task="echo"} 8)"), std::string::npos)
      << text;
}

TEST_F(RunnerTest, RefusesBadInputBeforeItQueues) {
  task_.hold = true;
  Runner runner(Small(1, 0), clock_, metrics_);
  runner.Submit(MakeCall("first"), [](Result<Answer>) {});
  task_.AwaitStarts(1);
  EXPECT_EQ(runner.Run(MakeCall("bad")).error().code(), Code::kUnprocessable);
  EXPECT_EQ(runner.Run(MakeCall("good")).error().code(), Code::kResourceExhausted);
  task_.go.release();
}

TEST_F(RunnerTest, HandsOnTheTasksFailureAndGoesOn) {
  Runner runner(Small(1, 1), clock_, metrics_);
  EXPECT_EQ(runner.Run(MakeCall("boom")).error().code(), Code::kInternal);
  EXPECT_TRUE(runner.Run(MakeCall("fine")).has_value());
}

TEST_F(RunnerTest, DropsTheQueuedWorkOfAClientThatLeft) {
  task_.hold = true;
  std::stop_source client;
  Runner runner(Small(1, 4), clock_, metrics_);
  runner.Submit(MakeCall("first"), [](Result<Answer>) {});
  task_.AwaitStarts(1);
  Call second = MakeCall("second");
  second.client_gone = client.get_token();
  Code told = Code::kOk;
  runner.Submit(std::move(second), [&](Result<Answer> answer) { told = answer.error().code(); });
  client.request_stop();
  EXPECT_EQ(told, Code::kCancelled);
  EXPECT_EQ(runner.load().waiting, 0U);
  task_.go.release();
  EXPECT_EQ(task_.started, 1);
}

TEST_F(RunnerTest, EndsWaitingCallsWhenItIsDestroyed) {
  task_.hold = true;
  std::atomic<int> told = 0;
  {
    Runner runner(Small(1, 4), clock_, metrics_);
    runner.Submit(MakeCall("first"),
                  [&](Result<Answer> answer) { told += answer.has_value() ? 1 : 0; });
    task_.AwaitStarts(1);
    runner.Submit(MakeCall("second"), [&](Result<Answer> answer) {
      told += answer.error().code() == Code::kUnavailable ? 10 : 0;
      task_.go.release();  // only now may the first one finish
    });
  }
  EXPECT_EQ(told, 11);
}

}  // namespace
}  // namespace cutline::serving
