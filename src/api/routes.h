#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "http/router.h"
#include "serving/runner.h"
#include "task/task.h"
#include "telemetry/metrics.h"

namespace cutline::api {

// A model as clients see it; app fills it, so that this room knows no model.
struct ModelView {
  std::string name, title, task, state;  // state: absent, present, verified, loaded
  std::string precision, reason;         // what "auto" runs here, and why
  // That precision's error against f32 by its measures' names: "mae", "iou"; empty: not measured.
  std::vector<std::pair<std::string_view, double>> errors;
  std::string licence;
  bool commercial_use = false;
  std::uint64_t bytes = 0;
  std::string get;  // how to have it
};

struct Readiness {
  bool ready = false;
  std::string reason;  // why not: "loading u2netp", "draining"
};

// What the routes stand on. All of it must outlive the router's server.
struct Services {
  const task::Registry& tasks;
  serving::Runner& runner;
  const telemetry::Registry& metrics;
  const Clock& clock;
  ThreadPool& parsers;  // for bodies that cost time to take apart; ends before the runner
  std::chrono::milliseconds request_timeout{60'000};
  std::size_t max_files = 3;  // pictures in one request
  // A task's options as the configuration left them; requests are set over these.
  std::function<OptionValues(const task::Task&)> defaults;
  std::function<std::vector<ModelView>()> models;
  std::function<Readiness()> readiness;
};

// Every route of the service.
void AddRoutes(http::Router& router, const Services& services);

}  // namespace cutline::api
