#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/program.h"
#include "telemetry/metrics.h"

namespace cutline::cli::testing {

// A task without pictures. The input's text says what becomes of it: a code's name
// ("unprocessable") fails with that code, "wait" blocks until cancelled, anything else is
// answered as "<format>:<input>", in every format of "also" too.
class FakeTask final : public task::Task {
 public:
  explicit FakeTask(std::string_view name = "remove") : name_(name) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] std::string_view summary() const override { return "Fake: cut it out"; }
  [[nodiscard]] std::string_view summary_zh() const override { return "假的抠图"; }
  [[nodiscard]] std::span<const OptionDecl> options() const override;
  [[nodiscard]] std::span<const task::Format> formats() const override;
  [[nodiscard]] Status Check(ByteSpan input, const OptionValues& options) const override;
  [[nodiscard]] Result<task::Output> Run(ByteSpan input, const OptionValues& options,
                                         const Context& context) const override;

  mutable std::atomic<int> runs{0};
  mutable std::atomic<int> running{0};
  mutable std::atomic<int> most_running{0};
  // Runs wait for each other until this many are inside (concurrency becomes visible).
  mutable std::atomic<int> rendezvous{0};

 private:
  const std::string_view name_;
};

class FakeProgram final : public Program {
 public:
  explicit FakeProgram(std::filesystem::path home = {}, std::string_view task_name = "remove");
  ~FakeProgram() override;

  std::span<const OptionDecl> global_options() const override;
  std::span<const OptionDecl> server_options() const override;
  std::vector<TaskSummary> task_summaries() const override;
  const models::Catalogue& catalogue() const override { return catalogue_; }
  std::vector<std::pair<std::string, std::string>> components() const override {
    return {{"libfake", "1.2"}};
  }
  std::vector<Status> CheckConfiguration(std::span<const Assignment> flags) const override;
  Status Configure(std::span<const Assignment> flags) override;
  std::vector<Setting> settings() const override;
  std::filesystem::path config_file() const override { return {}; }
  std::vector<Sentence> warnings() const override { return warned; }
  OptionValues TaskDefaults(std::string_view task) const override;
  std::uint64_t max_input_bytes() const override { return 1000; }
  std::size_t batch_width() const override { return 3; }
  Result<const task::Registry*> tasks() override { return &tasks_; }
  Result<serving::Runner*> runner() override;
  const models::Store& store() override { return *store_; }
  bool IsLoaded(std::string_view model) override { return loaded.contains(std::string(model)); }
  Result<ModelPlan> Plan(std::string_view model, std::string_view precision) override;
  Result<std::vector<models::PrecisionRow>> Calibrate(std::string_view model,
                                                      const std::filesystem::path& images,
                                                      const models::OnProgress& progress,
                                                      const Context& context) override;
  std::vector<Check> Examine() override { return checks; }
  Status Serve(const std::stop_token&) override { return serve_outcome; }

  // What the fakes answer, and what was asked of them.
  FakeTask* task = nullptr;  // the registry owns it
  TaskSummary summary;       // what the shell is told of it
  Status configure_outcome, serve_outcome;
  std::vector<Status> problems;
  std::vector<Sentence> warned;
  std::vector<Check> checks;
  std::set<std::string> loaded;
  std::vector<Assignment> configured;
  std::string default_format;  // as the configuration file would set it
  std::string calibrated_on;

 private:
  SteadyClock clock_;
  telemetry::Registry metrics_;
  models::Catalogue catalogue_;
  std::unique_ptr<models::Store> store_;
  task::Registry tasks_;
  std::unique_ptr<serving::Runner> runner_;
};

// A console over files in memory.
class FakeConsole {
 public:
  explicit FakeConsole(ConsoleOptions options = {}, std::string_view input = {});
  ~FakeConsole();
  Console& operator*() { return console_; }
  Console* operator->() { return &console_; }
  [[nodiscard]] std::string out() const;  // flushed
  [[nodiscard]] std::string err() const;

 private:
  int in_, out_, err_;
  Console console_;
};

class TempDir {
 public:
  TempDir();
  ~TempDir();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // Makes the file and its folders.
  std::filesystem::path Write(const std::string& name, std::string_view text) const;
  [[nodiscard]] std::string Read(const std::string& name) const;  // "" where there is none
  [[nodiscard]] bool Has(const std::string& name) const {
    return std::filesystem::exists(path_ / name);
  }
  [[nodiscard]] std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

// Runs a command line.
struct Ran {
  int exit = 0;
  std::string out, err;
};
[[nodiscard]] Ran RunLine(Program& program, const std::vector<std::string>& arguments,
                          ConsoleOptions options = {}, std::string_view input = {},
                          std::stop_token stop = {});

}  // namespace cutline::cli::testing
