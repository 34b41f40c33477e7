#include "task/pipeline.h"

#include <gtest/gtest.h>

#include <array>

namespace cutline::task {
namespace {

using std::chrono::milliseconds;

struct State {
  FakeClock* clock;
  std::stop_source* client;
  std::string ran;
};

template <char kName, int kMilliseconds>
Status Work(State& state, const Context&) {
  state.ran += kName;
  state.clock->Advance(milliseconds(kMilliseconds));
  return {};
}
Status Leave(State& state, const Context&) {
  state.ran += '!';
  state.client->request_stop();
  return {};
}
Status Break(State& state, const Context&) {
  state.ran += 'x';
  state.clock->Advance(milliseconds(7));
  return Unprocessable("Damaged.");
}

class PipelineTest : public testing::Test {
 protected:
  Status Run(std::initializer_list<Step<State>> steps, Deadline deadline = {}) {
    return RunSteps<State>(std::span(steps.begin(), steps.size()), state_,
                           {clock_, deadline, client_.get_token()}, stages_);
  }
  FakeClock clock_;
  std::stop_source client_;
  State state_{&clock_, &client_, ""};
  std::vector<StageTime> stages_;
};

TEST_F(PipelineTest, RunsStepsInOrderAndTimesThem) {
  EXPECT_TRUE(
      Run({{"decode", Work<'a', 3>}, {"infer", Work<'b', 40>}, {"encode", Work<'c', 5>}}).ok());
  EXPECT_EQ(state_.ran, "abc");
  ASSERT_EQ(stages_.size(), 3U);
  EXPECT_EQ(stages_[0].stage, "decode");
  EXPECT_EQ(stages_[0].took, milliseconds(3));
  EXPECT_EQ(stages_[1].stage, "infer");
  EXPECT_EQ(stages_[1].took, milliseconds(40));
  EXPECT_EQ(stages_[2].took, milliseconds(5));
}

TEST_F(PipelineTest, AddsUpStepsOfOneStage) {
  EXPECT_TRUE(
      Run({{"infer", Work<'a', 1>}, {"infer", Work<'b', 2>}, {"encode", Work<'c', 5>}}).ok());
  ASSERT_EQ(stages_.size(), 2U);
  EXPECT_EQ(stages_[0].took, milliseconds(3));
}

TEST_F(PipelineTest, AddsUpStepsOfOneStageThatAreApart) {
  EXPECT_TRUE(
      Run({{"infer", Work<'a', 1>}, {"encode", Work<'b', 5>}, {"infer", Work<'c', 2>}}).ok());
  ASSERT_EQ(stages_.size(), 2U);
  EXPECT_EQ(stages_[0].took, milliseconds(3));
  EXPECT_EQ(stages_[1].took, milliseconds(5));
}

TEST_F(PipelineTest, AddsToStagesThatWereThereBefore) {
  stages_.push_back({"decode", milliseconds(10)});
  EXPECT_TRUE(Run({{"decode", Work<'a', 1>}}).ok());
  ASSERT_EQ(stages_.size(), 1U);
  EXPECT_EQ(stages_[0].took, milliseconds(11));
}

TEST_F(PipelineTest, StopsAtAPassedDeadline) {
  const Status status = Run({{"a", Work<'a', 10>}, {"b", Work<'b', 10>}, {"c", Work<'c', 10>}},
                            Deadline::After(milliseconds(15), clock_));
  EXPECT_EQ(status.code(), Code::kDeadlineExceeded);
  EXPECT_EQ(state_.ran, "ab");  // the third would have begun too late
  EXPECT_EQ(stages_.size(), 2U);
}

TEST_F(PipelineTest, DoesNothingWhenTimeIsOverBeforeItBegins) {
  EXPECT_EQ(Run({{"a", Work<'a', 1>}}, Deadline::After(milliseconds(0), clock_)).code(),
            Code::kDeadlineExceeded);
  EXPECT_EQ(state_.ran, "");
  EXPECT_TRUE(stages_.empty());
}

TEST_F(PipelineTest, StopsWhenTheClientLeaves) {
  EXPECT_EQ(Run({{"a", Leave}, {"b", Work<'b', 1>}}).code(), Code::kCancelled);
  EXPECT_EQ(state_.ran, "!");
}

TEST_F(PipelineTest, StopsAtAFailureButCountsItsTime) {
  const Status status = Run({{"a", Break}, {"b", Work<'b', 1>}});
  EXPECT_EQ(status.ToString(), "unprocessable: Damaged.");
  EXPECT_EQ(state_.ran, "x");
  ASSERT_EQ(stages_.size(), 1U);
  EXPECT_EQ(stages_[0].took, milliseconds(7));
}

TEST_F(PipelineTest, IsDoneAtOnceWithoutSteps) { EXPECT_TRUE(Run({}).ok()); }

}  // namespace
}  // namespace cutline::task
