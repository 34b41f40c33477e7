#include "admission/gate.h"

#include <gtest/gtest.h>

#include <latch>

namespace cutline::admission {
namespace {

using std::chrono::milliseconds;

// Keeps what each caller was told, in the order in which they were told.
struct Callers {
  explicit Callers(Gate& of) : gate(of) {}
  ~Callers() {
    gate.Close();  // so that returning the tickets admits nobody
    Return();
  }

  Gate& gate;
  FakeClock clock;
  std::vector<std::string> told;
  std::map<std::string, Gate::Ticket> tickets;

  // Gives tickets back. Out of the map first: a call-back may put the next one in.
  void Return() { const auto returned = std::exchange(tickets, {}); }
  void Return(const std::string& name) { const auto returned = tickets.extract(name); }

  Gate::OnTurn Named(std::string name) {
    return [this, name](Result<Gate::Ticket> turn) {
      told.push_back(turn ? name : name + ":" + std::string(CodeName(turn.error().code())));
      if (turn) tickets.emplace(name, std::move(*turn));
    };
  }
  void Enter(const std::string& name, Deadline deadline = {}, std::stop_token token = {},
             std::uint64_t bytes = 10) {
    gate.Enter(Context{clock, deadline, std::move(token)}, bytes, Named(name));
  }
};

using Told = std::vector<std::string>;

TEST(Gate, AdmitsUpToItsLimitAndServesWaitersInOrder) {
  Gate gate({.max_running = 2, .max_waiting = 4});
  Callers callers(gate);
  for (const char* name : {"a", "b", "c", "d"}) callers.Enter(name);
  EXPECT_EQ(callers.told, (Told{"a", "b"}));
  EXPECT_EQ(gate.load().waiting, 2U);
  EXPECT_EQ(gate.load().waiting_bytes, 20U);
  callers.Return("a");
  EXPECT_EQ(callers.told, (Told{"a", "b", "c"}));
  callers.Return("b");
  callers.Return("c");
  EXPECT_EQ(callers.told, (Told{"a", "b", "c", "d"}));
  EXPECT_EQ(gate.load().running, 1U);
  EXPECT_EQ(gate.load().waiting_bytes, 0U);
}

TEST(Gate, RefusesWhenQueueIsFull) {
  Gate gate({.max_running = 1, .max_waiting = 1});
  Callers callers(gate);
  callers.Enter("a");
  callers.Enter("b");
  callers.Enter("c");
  EXPECT_EQ(callers.told, (Told{"a", "c:resource-exhausted"}));
}

TEST(Gate, RefusesWhenTheQueueHoldsTooManyBytes) {
  Gate gate({.max_running = 1, .max_waiting = 9, .max_waiting_bytes = 100});
  Callers callers(gate);
  callers.Enter("a", {}, {}, 1000);  // running work is not the queue's
  callers.Enter("b", {}, {}, 90);
  callers.Enter("c", {}, {}, 11);
  callers.Enter("d", {}, {}, 10);
  EXPECT_EQ(callers.told, (Told{"a", "c:resource-exhausted"}));
  EXPECT_EQ(gate.load().waiting, 2U);
}

TEST(Gate, TellsWhenToRetryFromItsUsualPace) {
  Gate gate({.max_running = 1, .max_waiting = 3});
  Callers callers(gate);
  callers.Enter("a");
  callers.clock.Advance(milliseconds(4000));
  callers.Return();
  for (const char* name : {"b", "c", "d", "e"}) callers.Enter(name);
  Status status;
  gate.Enter(Context{callers.clock, {}, {}}, 1,
             [&](Result<Gate::Ticket> turn) { status = turn.error(); });
  EXPECT_EQ(status.retry_after(), std::chrono::seconds(16));  // four rounds of four seconds
}

TEST(Gate, NeverAdmitsAfterTheDeadline) {
  Gate gate({.max_running = 1, .max_waiting = 4});
  Callers callers(gate);
  callers.Enter("a");
  callers.Enter("b", Deadline::After(milliseconds(5), callers.clock));
  callers.Enter("c");
  callers.clock.Advance(milliseconds(6));
  callers.Enter("late", Deadline::At(callers.clock.Now()));
  callers.Return();
  EXPECT_EQ(callers.told, (Told{"a", "late:deadline-exceeded", "b:deadline-exceeded", "c"}));
}

TEST(Gate, TellsLateWaitersWithoutATurnWhenSwept) {
  Gate gate({.max_running = 1, .max_waiting = 4});
  Callers callers(gate);
  callers.Enter("a");
  callers.Enter("b");
  callers.Enter("c", Deadline::After(milliseconds(5), callers.clock));
  gate.DropLate();
  EXPECT_EQ(gate.load().waiting, 2U);
  callers.clock.Advance(milliseconds(5));
  gate.DropLate();
  EXPECT_EQ(callers.told, (Told{"a", "c:deadline-exceeded"}));
  EXPECT_EQ(gate.load().waiting_bytes, 10U);
}

TEST(Gate, DropsAWaiterWhoseClientLeftAtOnce) {
  Gate gate({.max_running = 1, .max_waiting = 1});
  Callers callers(gate);
  std::stop_source client;
  callers.Enter("a");
  callers.Enter("b", {}, client.get_token());
  client.request_stop();
  EXPECT_EQ(callers.told, (Told{"a", "b:cancelled"}));
  EXPECT_EQ(gate.load().waiting, 0U);
  callers.Enter("c");  // the place is free again
  callers.Enter("gone", {}, client.get_token());
  callers.Return();
  EXPECT_EQ(callers.told, (Told{"a", "b:cancelled", "gone:cancelled", "c"}));
}

TEST(Gate, SendsWaitersHomeWhenClosed) {
  Gate gate({.max_running = 1, .max_waiting = 4});
  Callers callers(gate);
  callers.Enter("a");
  callers.Enter("b");
  gate.Close();
  callers.Enter("c");
  EXPECT_EQ(callers.told, (Told{"a", "b:unavailable", "c:unavailable"}));
  callers.Return();
  EXPECT_EQ(gate.load().running, 0U);
}

// Many threads enter, leave and are cancelled at once: every caller is told exactly once,
// never more than the limit run, and nothing is left. TSan reads this too.
TEST(Gate, TellsEveryCallerOnceUnderConcurrency) {
  constexpr int kThreads = 4;
  constexpr int kCalls = 500;
  const SteadyClock clock;
  Gate gate({.max_running = 3, .max_waiting = 16});
  std::atomic<int> told = 0;
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::latch start(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        for (int i = 0; i < kCalls; ++i) {
          std::stop_source client;
          gate.Enter(Context{clock, {}, client.get_token()}, 1, [&](Result<Gate::Ticket> turn) {
            ++told;
            if (!turn) return;
            const int now = ++inside;
            for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
            }
            --inside;
          });
          if (i % 3 == 0) client.request_stop();
        }
      });
    }
  }
  EXPECT_EQ(told, kThreads * kCalls);
  EXPECT_LE(most, 3);
  EXPECT_EQ(gate.load().running, 0U);
  EXPECT_EQ(gate.load().waiting, 0U);
}

TEST(GateOptions, NeedsAtLeastOneToRun) {
  EXPECT_EQ(GateOptions{.max_running = 0}.Validate().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace cutline::admission
