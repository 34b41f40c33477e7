#include "serving/runner.h"

#include <condition_variable>
#include <future>

#include "base/caught.h"
#include "base/check.h"

namespace cutline::serving {

Status RunnerOptions::Validate() const {
  if (workers == 0) {
    return InvalidArgument({"There must be at least one worker.", "至少需要一个工作线程。"})
        .WithField("workers");
  }
  return gate.Validate();
}

// A call on its way: what it needs to run, and whom to tell.
struct Runner::Job {
  Call call;
  Context context;
  Done done;
  TimePoint arrived;
  std::optional<admission::Gate::Ticket> ticket;  // from admission until it is told
};

Runner::Runner(RunnerOptions options, const Clock& clock, telemetry::Registry& metrics)
    : clock_(clock),
      metrics_(metrics),
      gate_(options.gate),
      pool_("worker", options.workers, options.gate.max_running),
      sweeper_([this](const std::stop_token& ending) { Sweep(ending); }) {
  metrics.AddCallback("cutline_running", "Calls that run now.", "gauge", {},
                      [this] { return static_cast<double>(gate_.load().running); });
  metrics.AddCallback("cutline_waiting", "Calls that wait for their turn.", "gauge", {},
                      [this] { return static_cast<double>(gate_.load().waiting); });
  metrics.AddCallback("cutline_waiting_bytes", "Bytes that waiting calls hold.", "gauge", {},
                      [this] { return static_cast<double>(gate_.load().waiting_bytes); });
}

Runner::~Runner() { gate_.Close(); }

void Runner::Sweep(const std::stop_token& ending) {
  // Fine enough for deadlines of seconds, rare enough to cost nothing.
  constexpr std::chrono::milliseconds kPeriod{100};
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!wake.wait_for(lock, ending, kPeriod, [] { return false; }) && !ending.stop_requested()) {
    gate_.DropLate();
  }
}

// The way of a call: check, admit, run, count, tell. (A cache will look it up first and
// store it last.)
void Runner::Submit(Call call, Done done) {
  CUTLINE_CHECK(call.task != nullptr);
  const Context context{clock_, call.deadline, call.client_gone};
  auto job = std::make_unique<Job>(
      Job{std::move(call), context, std::move(done), clock_.Now(), std::nullopt});

  if (Status refused =
          Caught([&] { return job->call.task->Check(job->call.input, job->call.options); });
      !refused.ok()) {
    return Finish(*job, std::unexpected(std::move(refused)));
  }
  const std::uint64_t bytes = job->call.input.size();
  gate_.Enter(
      context, bytes, [this, job = std::move(job)](Result<admission::Gate::Ticket> turn) mutable {
        if (!turn) return Finish(*job, std::unexpected(std::move(turn).error()));
        job->ticket.emplace(std::move(*turn));
        // The pool has as many places as the gate has tickets.
        CUTLINE_CHECK(pool_.TrySubmit([this, job = std::move(job)]() mutable { Work(*job); }));
      });
}

void Runner::Work(Job& job) {
  const Duration queued = clock_.Now() - job.arrived;
  Result<task::Output> output =
      Caught([&] { return job.call.task->Run(job.call.input, job.call.options, job.context); });
  if (!output) return Finish(job, std::unexpected(std::move(output).error()));
  Finish(job, Answer{std::move(*output), queued});
}

void Runner::Finish(Job& job, Result<Answer> answer) {
  const std::string task(job.call.task->name());
  metrics_
      .AddCounter("cutline_calls_total", "Calls by task and outcome.",
                  {{"task", task},
                   {"outcome", std::string(CodeName(answer ? Code::kOk : answer.error().code()))}})
      .Add();
  if (answer) {
    const auto observe = [&](std::string_view stage, Duration took) {
      metrics_
          .AddHistogram(
              "cutline_stage_seconds", "Time by task and stage; \"queue\" is the wait for a turn.",
              telemetry::DurationBounds(), {{"task", task}, {"stage", std::string(stage)}})
          .Observe(Milliseconds(took) / 1e3);
    };
    observe("queue", answer->queued);
    for (const task::StageTime& stage : answer->output.stages) observe(stage.stage, stage.took);
    for (const auto& [item, count] : answer->output.counts) {
      metrics_
          .AddCounter("cutline_items_total", "What tasks found in pictures, by task and item.",
                      {{"task", task}, {"item", std::string(item)}})
          .Add(static_cast<double>(count));
    }
  }
  job.ticket.reset();  // the next one may start while this answer is being sent
  job.done(std::move(answer));
}

Result<Answer> Runner::Run(Call call) {
  std::promise<Result<Answer>> promise;
  std::future<Result<Answer>> future = promise.get_future();
  Submit(std::move(call), [&](Result<Answer> answer) { promise.set_value(std::move(answer)); });
  return future.get();
}

}  // namespace cutline::serving
