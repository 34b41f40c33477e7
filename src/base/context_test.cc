#include "base/context.h"

#include <gtest/gtest.h>

namespace cutline {
namespace {

using std::chrono::milliseconds;

TEST(Deadline, IsNeverByDefault) {
  const FakeClock clock;
  EXPECT_TRUE(Deadline().IsNever());
  EXPECT_FALSE(Deadline().HasPassed(clock));
}

TEST(Deadline, PassesExactlyAtItsTime) {
  FakeClock clock;
  const Deadline deadline = Deadline::After(milliseconds(10), clock);
  clock.Advance(milliseconds(10) - Duration(1));
  EXPECT_FALSE(deadline.HasPassed(clock));
  clock.Advance(Duration(1));
  EXPECT_TRUE(deadline.HasPassed(clock));
}

TEST(Deadline, AfterNoTimeHasPassedAtOnce) {
  const FakeClock clock;
  EXPECT_TRUE(Deadline::After(Duration::zero(), clock).HasPassed(clock));
  EXPECT_TRUE(Deadline::After(milliseconds(-5), clock).HasPassed(clock));
}

TEST(Deadline, TooFarAwayIsNever) {
  const FakeClock clock;
  EXPECT_TRUE(Deadline::After(Duration::max(), clock).IsNever());
}

TEST(Context, IsFineWhileThereIsTimeAndSomeoneWaits) {
  const FakeClock clock;
  const std::stop_source source;
  EXPECT_TRUE(
      (Context{clock, Deadline::After(milliseconds(1), clock), source.get_token()}.Check().ok()));
  EXPECT_TRUE((Context{clock, {}, {}}.Check().ok()));
}

TEST(Context, FailsOnceTheDeadlinePassed) {
  FakeClock clock;
  const Context context{clock, Deadline::After(milliseconds(1), clock), {}};
  clock.Advance(milliseconds(2));
  EXPECT_EQ(context.Check().code(), Code::kDeadlineExceeded);
  EXPECT_FALSE(context.Check().sentence().zh.empty());
}

TEST(Context, PutsCancellationBeforeTheDeadline) {
  FakeClock clock;
  std::stop_source source;
  const Context context{clock, Deadline::After(milliseconds(1), clock), source.get_token()};
  clock.Advance(milliseconds(2));
  source.request_stop();
  EXPECT_EQ(context.Check().code(), Code::kCancelled);
}

TEST(Milliseconds, KeepsFractions) {
  EXPECT_DOUBLE_EQ(Milliseconds(std::chrono::microseconds(1500)), 1.5);
}

}  // namespace
}  // namespace cutline
