#include "app/rooms.h"

#include "app/tasks.h"
#include "base/cpu.h"
#include "inference/openvino/openvino_engine.h"
#include "models/custom.h"

namespace cutline::app {
namespace {

inference::ModelPoolOptions PoolOptionsOf(const Settings& settings) {
  return {.threads = settings.threads(),
          .cache_dir = settings.home() / "cache" / "compiled",
          .budget = {.mae_mean = settings.values().Number("mae-budget"),
                     .iou_mean = settings.values().Number("iou-budget")}};
}

}  // namespace

serving::RunnerOptions RunnerOptionsOf(const Settings& settings) {
  const OptionValues& values = settings.values();
  return {.workers = settings.workers(),
          .gate = {.max_running = settings.workers(),
                   .max_waiting = static_cast<std::size_t>(values.Integer("queue")),
                   .max_waiting_bytes = static_cast<std::uint64_t>(values.Integer("queue-bytes"))}};
}

Rooms::Rooms(const Settings& settings, std::unique_ptr<inference::Engine> engine,
             const models::Catalogue& catalogue, const models::Store& store, const Clock& clock)
    : engine_(std::move(engine)),
      calibrations_(settings.home(), engine_->version(), DetectCpu().Features()),
      models_(*engine_, catalogue, store, calibrations_, PoolOptionsOf(settings)),
      tasks_(MakeTasks(models_, settings)),
      runner_(RunnerOptionsOf(settings), clock, metrics_) {
  telemetry::AddProcessMetrics(metrics_);
}

Result<std::unique_ptr<Rooms>> Rooms::Build(const Settings& settings,
                                            const models::Catalogue& catalogue,
                                            const models::Store& store, const Clock& clock) {
  CUTLINE_ASSIGN_OR_RETURN(std::unique_ptr<inference::Engine> engine,
                           inference::MakeOpenVinoEngine());
  std::unique_ptr<Rooms> rooms(new Rooms(settings, std::move(engine), catalogue, store, clock));
  if (const auto& custom = settings.custom_model()) {
    CUTLINE_ASSIGN_OR_RETURN(
        models::ModelEntry entry,
        models::CustomEntry(custom->file, custom->name, custom->input, custom->output));
    CUTLINE_RETURN_IF_ERROR(rooms->models().AddCustom(std::move(entry), custom->file));
  }
  return rooms;
}

}  // namespace cutline::app
