#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.h"
#include "base/option.h"
#include "models/catalogue.h"
#include "models/store.h"
#include "serving/runner.h"
#include "task/task.h"

namespace cutline::cli {

// One option as it was given: {"model", "u2netp", "--model"}.
struct Assignment {
  std::string name;
  std::string text;
  std::string origin;
};

// A flag that saves the result in a further format too: --draw FILE. FILE is what -o takes.
struct SideFile {
  std::string_view option;  // "draw"
  std::string_view format;  // "png"
  std::string_view help;
  std::string_view help_zh;
};

// What the shell must know of a task before anything is configured or loaded: enough for
// parsing, help, completion and the man page. All text lives as long as the program.
struct TaskSummary {
  std::string_view name;
  std::string_view summary;
  std::string_view summary_zh;
  std::span<const OptionDecl> options;
  std::span<const task::Format> formats;  // the default first
  std::string_view suffix;                // "cutout": a.jpg becomes a.cutout.png; empty gives a.png
  bool prints = false;  // without -o results go to standard output, in the inputs' order
  std::span<const SideFile> side_files = {};
  std::span<const std::string_view> extra_extensions = {};  // of inputs beside pictures: ".pdf"
};

// Which precision a model runs at on this machine, and why.
struct ModelPlan {
  std::string precision;  // "f16"
  std::string reason;     // one line
  std::optional<models::PrecisionRow> measured;
};

struct Setting {
  std::string name;
  std::string value;
  std::string origin;  // "default", "CUTLINE_MODEL", "/etc/cutline/cutline.toml:3", "--model"
  std::string_view help;
  std::string_view help_zh;
};

// One finding of `cutline doctor`.
struct Check {
  enum class State { kOk, kWarning, kBad };
  State state = State::kOk;
  Sentence title;       // "CPU"
  Sentence detail;      // what was found
  Sentence what_to_do;  // empty when all is well
};

// The program as the shell sees it. app implements it over the real rooms, tests over
// fakes; nothing here builds anything. Called from one thread; the references it hands
// out live as long as it does.
class Program {
 public:
  virtual ~Program() = default;

  // Known from the start, before Configure.
  [[nodiscard]] virtual std::span<const OptionDecl> global_options() const = 0;  // of every command
  [[nodiscard]] virtual std::span<const OptionDecl> server_options() const = 0;  // of serve
  [[nodiscard]] virtual std::vector<TaskSummary> task_summaries() const = 0;
  [[nodiscard]] virtual const models::Catalogue& catalogue() const = 0;
  // "openvino" -> "2026.4.1": what is linked, for `version --verbose`.
  [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> components() const = 0;
  // Every problem of the configuration file and the environment, for `config check`.
  [[nodiscard]] virtual std::vector<Status> CheckConfiguration(
      std::span<const Assignment> flags) const = 0;

  // Merges defaults, configuration file, environment and flags (already valid one by one).
  // kInvalidArgument names file, line and key. Called once; what follows REQUIRES it.
  [[nodiscard]] virtual Status Configure(std::span<const Assignment> flags) = 0;

  [[nodiscard]] virtual std::vector<Setting> settings() const = 0;
  [[nodiscard]] virtual std::filesystem::path config_file() const = 0;  // empty: none was read
  // Worth a line on stderr, but not a failure: a variable that looks misspelt.
  [[nodiscard]] virtual std::vector<Sentence> warnings() const = 0;
  // A task's options as file and environment left them; flags are set over these.
  // REQUIRES: the task exists.
  [[nodiscard]] virtual OptionValues TaskDefaults(std::string_view task) const = 0;
  [[nodiscard]] virtual std::uint64_t max_input_bytes() const = 0;
  // How many calls a batch keeps in flight: the workers, and a few more as far as the gate
  // lets them wait. At least 1.
  [[nodiscard]] virtual std::size_t batch_width() const = 0;

  // Builds tasks and runner when first asked for; models load on first use.
  [[nodiscard]] virtual Result<const task::Registry*> tasks() = 0;
  [[nodiscard]] virtual Result<serving::Runner*> runner() = 0;

  [[nodiscard]] virtual const models::Store& store() = 0;
  [[nodiscard]] virtual bool IsLoaded(std::string_view model) = 0;
  // `precision` "auto", "f32", "f16" or "bf16". Fails as loading the model would.
  [[nodiscard]] virtual Result<ModelPlan> Plan(std::string_view model,
                                               std::string_view precision) = 0;
  // Measures speed and error of every precision of this CPU on the pictures of a folder
  // (empty: on pictures of its own making) and stores the rows.
  [[nodiscard]] virtual Result<std::vector<models::PrecisionRow>> Calibrate(
      std::string_view model, const std::filesystem::path& images,
      const models::OnProgress& progress, const Context& context) = 0;

  [[nodiscard]] virtual std::vector<Check> Examine() = 0;  // for `doctor`

  // Serves until a signal ends it; `interrupted` tells of one that came before Serve could
  // listen for signals itself. kUnavailable when the port is taken.
  [[nodiscard]] virtual Status Serve(const std::stop_token& interrupted) = 0;
};

}  // namespace cutline::cli
