#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "inference/calibration_store.h"
#include "inference/engine.h"
#include "inference/precision_plan.h"
#include "models/store.h"

namespace cutline::inference {

// A model ready to run. Shared by the requests that use it; the pool keeps it loaded.
struct LoadedModel {
  models::ModelEntry entry;
  PrecisionChoice choice;
  std::shared_ptr<Network> network;  // shared by the wishes that come to one precision
  std::chrono::steady_clock::duration load_time{};
};

struct ModelPoolOptions {
  int threads = 1;                  // that one inference uses
  std::filesystem::path cache_dir;  // compiled models
  ErrorBudget budget;
};

// Loads each (model, precision) once, on first use or ahead of time; two first requests
// share one load. A load that failed is tried again by the next request. Thread-safe.
// Engine, catalogue, store and calibrations must outlive it.
class ModelPool {
 public:
  ModelPool(Engine& engine, const models::Catalogue& catalogue, const models::Store& store,
            const CalibrationStore& calibrations, ModelPoolOptions options);
  ~ModelPool();

  // `model` is a catalogue name or a custom name given to AddCustom; `precision` "auto",
  // "f32", "f16" or "bf16". Blocks while it loads. kInvalidArgument (unknown, nearest named),
  // kUnavailable (weights missing, hint says which command gets them), kUnprocessable.
  [[nodiscard]] Result<std::shared_ptr<LoadedModel>> Get(const std::string& model,
                                                         std::string_view precision);

  // Whether Get(model) can succeed as far as one look at the folder tells: for refusing a
  // request before it queues. Free of disk access once the model is loaded. Fails as Get does,
  // and with kInvalidArgument where the model is for another task than `task`
  // (empty: whichever).
  [[nodiscard]] Status Check(const std::string& model, std::string_view task = {}) const;

  // The model's verified file. Fails as Get does.
  [[nodiscard]] Result<std::filesystem::path> FileOf(const std::string& model) const;

  // What Get would choose, without loading. Fails as Get does.
  [[nodiscard]] Result<PrecisionChoice> Plan(const std::string& model,
                                             std::string_view precision) const;

  // Makes a model file outside the catalogue usable under entry.name.
  // kAlreadyExists if the name is taken.
  [[nodiscard]] Status AddCustom(models::ModelEntry entry, std::filesystem::path file);

  struct Loaded {
    std::string model;
    Precision precision;
  };
  [[nodiscard]] std::vector<Loaded> loaded() const;  // by name, then precision

 private:
  struct Slots;
  struct Known {  // a model by its name
    models::ModelEntry entry;
    std::optional<std::filesystem::path> file;  // where a custom one lies
  };
  struct Planned {
    models::Located located;
    PrecisionChoice choice;
  };
  [[nodiscard]] Result<Known> Find(const std::string& model) const;
  [[nodiscard]] Result<models::Located> Open(const Known& known) const;
  [[nodiscard]] Result<Planned> MakePlan(const Known& known, std::string_view precision) const;
  // Null where nobody has asked for it yet.
  [[nodiscard]] std::shared_ptr<LoadedModel> Peek(const std::string& model,
                                                  std::string_view precision) const;
  [[nodiscard]] Result<std::shared_ptr<LoadedModel>> Load(const Known& known,
                                                          std::string_view precision);
  [[nodiscard]] Result<std::shared_ptr<Network>> LoadNetwork(const Known& known,
                                                             const Planned& planned);

  Engine& engine_;
  const models::Catalogue& catalogue_;
  const models::Store& store_;
  const CalibrationStore& calibrations_;
  const ModelPoolOptions options_;
  mutable Mutex mutex_;                 // never held while something loads
  const std::unique_ptr<Slots> slots_;  // what it points to is guarded by mutex_
  std::map<std::string, Known> custom_ GUARDED_BY(mutex_);
};

}  // namespace cutline::inference
