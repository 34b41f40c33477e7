#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/option.h"
#include "cli/program.h"
#include "models/catalogue.h"
#include "models/custom.h"

namespace cutline::app {

// Where settings come from, the weakest first: defaults, file, environment, flags.
struct SettingsSources {
  std::map<std::string, std::string, std::less<>> environment;
  std::span<const cli::Assignment> flags;
  std::vector<cli::TaskSummary> tasks;
  std::filesystem::path system_file = "/etc/cutline/cutline.toml";
};

// This process's environment.
[[nodiscard]] std::map<std::string, std::string, std::less<>> ProcessEnvironment();

struct Endpoint {
  std::string address;  // "127.0.0.1", "::1"
  int port = 0;         // 0: any free one
  bool loopback = true;
};

// "127.0.0.1:8080", "[::1]:8080", "localhost:8080". kInvalidArgument, field "listen".
[[nodiscard]] Result<Endpoint> ParseEndpoint(std::string_view text);
// What to say before listening beyond the loopback, where nobody is asked who they are;
// empty for the loopback.
[[nodiscard]] Sentence ExposureWarning(const Endpoint& endpoint);

// A model of the user's own: what models::CustomEntry wants.
struct CustomModel {
  std::filesystem::path file;
  std::string name;  // never empty
  models::Preprocessing input;
  models::OutputTreatment output = models::OutputTreatment::kMinMax;
};

// The program's settings, merged and checked, each with its origin. The only place that
// reads the configuration file and the environment. Immutable once loaded.
//
// The file is --config, else $CUTLINE_CONFIG, else $XDG_CONFIG_HOME/cutline/cutline.toml
// (~/.config where that is unset), else /etc/cutline/cutline.toml; a file that was named
// must exist. Keys at its top are the program's options, those in a table named after a
// task ([remove]) are that task's defaults. `model` and `precision` at the top are what a
// task uses where nobody names one.
class Settings {
 public:
  // Fails with the first problem that Check() lists, or those of reading the file.
  [[nodiscard]] static Result<Settings> Load(const SettingsSources& sources);
  // All problems; empty when Load() would succeed.
  [[nodiscard]] static std::vector<Status> Check(const SettingsSources& sources);

  [[nodiscard]] const OptionValues& values() const { return values_; }  // of ProgramOptions()
  // A task's options before a request or a command line sets its own. REQUIRES: known task.
  [[nodiscard]] const OptionValues& TaskDefaults(std::string_view task) const;
  [[nodiscard]] const std::filesystem::path& config_file() const {
    return config_file_;
  }  // or empty
  // Not failures: variables that look misspelt.
  [[nodiscard]] const std::vector<Sentence>& warnings() const { return warnings_; }
  // Every setting, the tasks' as "remove.only-mask", for `config show`.
  [[nodiscard]] std::vector<cli::Setting> Show() const;

  // Resolved ones.
  [[nodiscard]] const std::filesystem::path& home() const { return home_; }
  [[nodiscard]] const std::filesystem::path& legacy_home() const {
    return legacy_home_;
  }  // ~/.u2net
  [[nodiscard]] const Endpoint& listen() const { return listen_; }
  [[nodiscard]] const std::optional<CustomModel>& custom_model() const { return custom_model_; }
  [[nodiscard]] const std::string& model() const { return model_; }  // of requests that name none
  [[nodiscard]] const std::vector<std::string>& preload() const { return preload_; }
  [[nodiscard]] int threads() const { return threads_; }          // >= 1
  [[nodiscard]] std::size_t workers() const { return workers_; }  // >= 1

 private:
  explicit Settings(const SettingsSources& sources);
  void Merge(const SettingsSources& sources, std::vector<Status>& problems);
  void MergeFile(const SettingsSources& sources, std::vector<Status>& problems);
  void MergeEnvironment(const SettingsSources& sources, std::vector<Status>& problems);
  void Resolve(const SettingsSources& sources, std::vector<Status>& problems);
  void ResolveCustomModel(std::vector<Status>& problems);

  OptionValues values_;
  std::map<std::string, OptionValues, std::less<>> tasks_;
  std::filesystem::path config_file_;
  std::vector<Sentence> warnings_;

  std::filesystem::path home_;
  std::filesystem::path legacy_home_;
  Endpoint listen_;
  std::optional<CustomModel> custom_model_;
  std::string model_;
  std::vector<std::string> preload_;
  int threads_ = 1;
  std::size_t workers_ = 1;
};

}  // namespace cutline::app
