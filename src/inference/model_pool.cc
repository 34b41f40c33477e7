#include "inference/model_pool.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "inference/shared_load.h"
#include "telemetry/log.h"

namespace cutline::inference {

// Entries are made only for names that exist, so their number is bounded, and are never
// removed, so a reference to one stays valid without the lock.
struct ModelPool::Slots {
  std::map<std::pair<std::string, std::string>, SharedLoad<LoadedModel>>
      models;  // by name and wish: "auto"
  std::map<std::pair<std::string, Precision>, SharedLoad<Network>>
      networks;  // by name and what it came to
};

ModelPool::ModelPool(Engine& engine, const models::Catalogue& catalogue, const models::Store& store,
                     const CalibrationStore& calibrations, ModelPoolOptions options)
    : engine_(engine),
      catalogue_(catalogue),
      store_(store),
      calibrations_(calibrations),
      options_(std::move(options)),
      slots_(std::make_unique<Slots>()) {}

ModelPool::~ModelPool() = default;

Result<std::shared_ptr<LoadedModel>> ModelPool::Get(const std::string& model,
                                                    std::string_view precision) {
  if (auto loaded = Peek(model, precision)) return loaded;
  CUTLINE_ASSIGN_OR_RETURN(const Known known, Find(model));
  if (precision != "auto") {
    CUTLINE_ASSIGN_OR_RETURN([[maybe_unused]] const Precision wish, ParsePrecision(precision));
  }
  SharedLoad<LoadedModel>* slot = nullptr;
  {
    MutexLock lock(mutex_);
    slot = &slots_->models[{model, std::string(precision)}];
  }
  return slot->Get([&] { return Load(known, precision); });
}

Result<std::shared_ptr<LoadedModel>> ModelPool::Load(const Known& known,
                                                     std::string_view precision) {
  const SteadyClock clock;
  const TimePoint start = clock.Now();
  CUTLINE_ASSIGN_OR_RETURN(Planned planned, MakePlan(known, precision));
  SharedLoad<Network>* slot = nullptr;
  {
    MutexLock lock(mutex_);
    slot = &slots_->networks[{known.entry.name, planned.choice.precision}];
  }
  CUTLINE_ASSIGN_OR_RETURN(std::shared_ptr<Network> network,
                           slot->Get([&] { return LoadNetwork(known, planned); }));
  auto loaded = std::make_shared<LoadedModel>(LoadedModel{.entry = known.entry,
                                                          .choice = std::move(planned.choice),
                                                          .network = std::move(network),
                                                          .load_time = clock.Now() - start});
  telemetry::Log(telemetry::Level::kInfo, "model loaded",
                 {{"model", known.entry.name},
                  {"precision", std::string(PrecisionName(loaded->network->precision()))},
                  {"asked", std::string(precision)},
                  {"reason", loaded->choice.reason},
                  {"ms", Milliseconds(loaded->load_time)}});
  return loaded;
}

Result<std::shared_ptr<Network>> ModelPool::LoadNetwork(const Known& known,
                                                        const Planned& planned) {
  const models::Preprocessing& input = known.entry.input;
  LoadOptions load{.model = planned.located.path,
                   .sha256 = planned.located.sha256,
                   .precision = planned.choice.precision,
                   .threads = options_.threads,
                   .input_shape = {1, 3, input.height, input.width},
                   .cache_dir = options_.cache_dir};
  if (IsText(known.entry.output)) {
    const bool map = known.entry.output == models::OutputTreatment::kTextMap;
    const bool turn = known.entry.output == models::OutputTreatment::kTextTurn;
    load.input_shape = {1, 3, map ? -1 : input.height, turn ? input.width : -1};
    // A page has many lines, each a small input: one a core is faster than each on all cores.
    if (!map) std::swap(load.threads, load.lanes);
  }
  // Those have several files and inputs of their own shapes.
  if (known.entry.output == models::OutputTreatment::kPrompted) load.input_shape.clear();
  CUTLINE_ASSIGN_OR_RETURN(std::unique_ptr<Network> network, engine_.Load(load));
  return std::shared_ptr<Network>(std::move(network));
}

Result<std::filesystem::path> ModelPool::FileOf(const std::string& model) const {
  CUTLINE_ASSIGN_OR_RETURN(const Known known, Find(model));
  CUTLINE_ASSIGN_OR_RETURN(models::Located located, Open(known));
  return std::move(located.path);
}

Status ModelPool::Check(const std::string& model, std::string_view task) const {
  CUTLINE_ASSIGN_OR_RETURN(const Known known, Find(model));
  if (!task.empty() && known.entry.task != task) {
    return InvalidArgument({fmt::format("{} is a model for the task {}.", model, known.entry.task),
                            fmt::format("{} 是用于 {} 任务的模型。", model, known.entry.task)})
        .WithField("model")
        .WithHint(
            {"`cutline models list` shows every model.", "`cutline models list` 可列出全部模型。"});
  }
  {
    MutexLock lock(mutex_);
    for (auto slot = slots_->networks.lower_bound({model, Precision::kF32});
         slot != slots_->networks.end() && slot->first.first == model; ++slot) {
      if (slot->second.Peek()) return {};
    }
  }
  if (known.file) {
    std::error_code error;
    if (std::filesystem::is_regular_file(*known.file, error)) return {};
  } else if (store_.Locate(known.entry).state != models::State::kAbsent) {
    return {};
  }
  const Result<models::Located> opened = Open(known);  // says what is wrong
  return opened ? Status() : opened.error();
}

Result<PrecisionChoice> ModelPool::Plan(const std::string& model,
                                        std::string_view precision) const {
  if (const auto loaded = Peek(model, precision)) return loaded->choice;
  CUTLINE_ASSIGN_OR_RETURN(const Known known, Find(model));
  CUTLINE_ASSIGN_OR_RETURN(Planned planned, MakePlan(known, precision));
  return std::move(planned.choice);
}

Result<ModelPool::Planned> ModelPool::MakePlan(const Known& known,
                                               std::string_view precision) const {
  CUTLINE_ASSIGN_OR_RETURN(models::Located located, Open(known));
  const auto local = calibrations_.Load(known.entry.name, located.sha256);
  CUTLINE_ASSIGN_OR_RETURN(PrecisionChoice choice,
                           ChoosePrecision(precision, engine_.precisions(), local,
                                           known.entry.precisions, options_.budget));
  return Planned{std::move(located), std::move(choice)};
}

Result<models::Located> ModelPool::Open(const Known& known) const {
  return known.file ? store_.OpenAt(known.entry, *known.file) : store_.Open(known.entry);
}

Result<ModelPool::Known> ModelPool::Find(const std::string& model) const {
  {
    MutexLock lock(mutex_);
    const auto custom = custom_.find(model);
    if (custom != custom_.end()) return custom->second;
  }
  CUTLINE_ASSIGN_OR_RETURN(const models::ModelEntry* entry, catalogue_.Find(model));
  return Known{*entry, std::nullopt};
}

std::shared_ptr<LoadedModel> ModelPool::Peek(const std::string& model,
                                             std::string_view precision) const {
  MutexLock lock(mutex_);
  const auto slot = slots_->models.find({model, std::string(precision)});
  return slot == slots_->models.end() ? nullptr : slot->second.Peek();
}

Status ModelPool::AddCustom(models::ModelEntry entry, std::filesystem::path file) {
  const std::string name = entry.name;
  MutexLock lock(mutex_);
  if (catalogue_.Find(name) || custom_.contains(name)) {
    return AlreadyExists({fmt::format("There is a model {} already.", name),
                          fmt::format("模型 {} 已存在。", name)})
        .WithField("model")
        .WithHint({"Give yours another name.", "请为您的模型另取名称。"});
  }
  custom_.emplace(name, Known{std::move(entry), std::move(file)});
  return {};
}

std::vector<ModelPool::Loaded> ModelPool::loaded() const {
  std::vector<Loaded> loaded;
  MutexLock lock(mutex_);
  for (const auto& [key, slot] : slots_->networks) {
    if (slot.Peek()) loaded.push_back({key.first, key.second});
  }
  return loaded;
}

}  // namespace cutline::inference
