#pragma once
#include <functional>
#include <string>
#include <thread>

#include "admission/gate.h"
#include "base/thread_pool.h"
#include "task/task.h"
#include "telemetry/metrics.h"

namespace cutline::serving {

// One call of a task, from any front.
struct Call {
  const task::Task* task = nullptr;
  ByteBuffer input;      // the file as it came
  OptionValues options;  // of task->options()
  Deadline deadline;
  std::stop_token client_gone;
};

struct Answer {
  task::Output output;
  Duration queued{};  // from Submit to the first step
};

struct RunnerOptions {
  std::size_t workers = 2;  // calls that run at once
  admission::GateOptions gate;
  [[nodiscard]] Status Validate() const;
};

// The one path on which every front runs a task: check, admit, run, count. Thread-safe.
// Clock, metrics and tasks must outlive it.
class Runner {
 public:
  using Done = std::move_only_function<void(Result<Answer>)>;

  Runner(RunnerOptions options, const Clock& clock, telemetry::Registry& metrics);
  ~Runner();  // waits for the calls that run; waiting ones end as kUnavailable

  // Checks the call on the calling thread (a look at the picture's header and the models folder)
  // and never waits. `done` is called once: at once when the call is refused, else
  // from a worker. Fails as Task::Check, Gate::Enter and Task::Run do.
  void Submit(Call call, Done done);

  // The same for fronts that may wait, such as the shell.
  [[nodiscard]] Result<Answer> Run(Call call);

  [[nodiscard]] admission::Gate::Load load() const { return gate_.load(); }

 private:
  struct Job;
  void Work(Job& job);
  void Sweep(const std::stop_token& ending);
  void Finish(Job& job, Result<Answer> answer);

  const Clock& clock_;
  telemetry::Registry& metrics_;
  admission::Gate gate_;
  ThreadPool pool_;       // ends before what its work uses
  std::jthread sweeper_;  // tells callers whose time ran out in the queue; last, so it ends first
};

}  // namespace cutline::serving
