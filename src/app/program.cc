#include "app/program.h"

#include "app/calibration.h"
#include "app/doctor.h"
#include "app/model_views.h"
#include "app/options.h"
#include "app/serve.h"
#include "app/tasks.h"
#include "base/check.h"
#include "image/decode.h"
#include "inference/openvino/openvino_engine.h"
#include "telemetry/log.h"

namespace cutline::app {

AppProgram::AppProgram() : catalogue_(models::Catalogue::BuiltIn()) {}
AppProgram::~AppProgram() = default;

std::span<const OptionDecl> AppProgram::global_options() const { return GlobalOptions(); }
std::span<const OptionDecl> AppProgram::server_options() const { return ServerOptions(); }
std::vector<cli::TaskSummary> AppProgram::task_summaries() const { return TaskSummaries(); }

std::vector<std::pair<std::string, std::string>> AppProgram::components() const {
  std::vector<std::pair<std::string, std::string>> parts;
  if (const auto engine = inference::MakeOpenVinoEngine()) {
    parts.emplace_back((*engine)->name(), (*engine)->version());
  } else {
    parts.emplace_back("engine", engine.error().ToString());
  }
  parts.emplace_back("decoders", image::DecoderVersions());
  return parts;
}

SettingsSources AppProgram::Sources(std::span<const cli::Assignment> flags) const {
  return {.environment = ProcessEnvironment(), .flags = flags, .tasks = TaskSummaries()};
}

std::vector<Status> AppProgram::CheckConfiguration(std::span<const cli::Assignment> flags) const {
  return Settings::Check(Sources(flags));
}

Status AppProgram::Configure(std::span<const cli::Assignment> flags) {
  auto loaded = Settings::Load(Sources(flags));
  if (!loaded) return std::move(loaded).error();
  settings_.emplace(std::move(*loaded));
  store_.emplace(
      models::StoreOptions{.home = settings_->home(), .legacy_home = settings_->legacy_home()});
  return {};
}

const Settings& AppProgram::Configured() const {
  CUTLINE_CHECK(settings_.has_value());
  return *settings_;
}

std::vector<cli::Setting> AppProgram::settings() const { return Configured().Show(); }
std::filesystem::path AppProgram::config_file() const { return Configured().config_file(); }
std::vector<Sentence> AppProgram::warnings() const { return Configured().warnings(); }
OptionValues AppProgram::TaskDefaults(std::string_view task) const {
  return Configured().TaskDefaults(task);
}

std::uint64_t AppProgram::max_input_bytes() const {
  return static_cast<std::uint64_t>(Configured().values().Integer("max-body"));
}

std::size_t AppProgram::batch_width() const {
  // Enough that a worker never waits for the next file to be read.
  const serving::RunnerOptions options = RunnerOptionsOf(Configured());
  return options.workers + std::min<std::size_t>(2, options.gate.max_waiting);
}

Result<Rooms*> AppProgram::Build() {
  if (!rooms_) {
    CUTLINE_ASSIGN_OR_RETURN(rooms_, Rooms::Build(Configured(), catalogue_, *store_, clock_));
  }
  return rooms_.get();
}

Result<const task::Registry*> AppProgram::tasks() {
  CUTLINE_ASSIGN_OR_RETURN(Rooms* const rooms, Build());
  return &rooms->tasks();
}

Result<serving::Runner*> AppProgram::runner() {
  CUTLINE_ASSIGN_OR_RETURN(Rooms* const rooms, Build());
  return &rooms->runner();
}

const models::Store& AppProgram::store() {
  CUTLINE_CHECK(store_.has_value());
  return *store_;
}

bool AppProgram::IsLoaded(std::string_view model) {
  return rooms_ && app::IsLoaded(*rooms_, model);
}

Result<cli::ModelPlan> AppProgram::Plan(std::string_view model, std::string_view precision) {
  CUTLINE_ASSIGN_OR_RETURN(Rooms* const rooms, Build());
  CUTLINE_ASSIGN_OR_RETURN(inference::PrecisionChoice choice,
                           rooms->models().Plan(std::string(model), precision));
  return cli::ModelPlan{.precision = std::string(inference::PrecisionName(choice.precision)),
                        .reason = std::move(choice.reason),
                        .measured = std::move(choice.measured)};
}

Result<std::vector<models::PrecisionRow>> AppProgram::Calibrate(std::string_view model,
                                                                const std::filesystem::path& images,
                                                                const models::OnProgress& progress,
                                                                const Context& context) {
  CUTLINE_ASSIGN_OR_RETURN(Rooms* const rooms, Build());
  return CalibrateModel(Configured(), *rooms, catalogue_, *store_, model, images, progress,
                        context);
}

std::vector<cli::Check> AppProgram::Examine() {
  return app::Examine(Configured(), catalogue_, store(), Build());
}

Status AppProgram::Serve(const std::stop_token& interrupted) {
  const Settings& settings = Configured();
  CUTLINE_ASSIGN_OR_RETURN(const telemetry::Level level,
                           telemetry::ParseLevel(settings.values().Text("log-level")));
  const bool json = settings.values().Text("log-format") == "json";
  telemetry::InitLog(
      {.level = level, .format = json ? telemetry::LogFormat::kJson : telemetry::LogFormat::kText});
  CUTLINE_ASSIGN_OR_RETURN(Rooms* const rooms, Build());
  Status status = app::Serve(settings, *rooms, catalogue_, *store_, clock_, interrupted);
  telemetry::ShutdownLog();
  return status;
}

}  // namespace cutline::app
