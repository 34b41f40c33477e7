#pragma once
#include <memory>
#include <optional>

#include "app/rooms.h"
#include "app/settings.h"
#include "cli/program.h"

namespace cutline::app {

// The program behind the shell: settings first, then the rooms when something needs them.
class AppProgram final : public cli::Program {
 public:
  AppProgram();
  ~AppProgram() override;

  [[nodiscard]] std::span<const OptionDecl> global_options() const override;
  [[nodiscard]] std::span<const OptionDecl> server_options() const override;
  [[nodiscard]] std::vector<cli::TaskSummary> task_summaries() const override;
  [[nodiscard]] const models::Catalogue& catalogue() const override { return catalogue_; }
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> components() const override;
  [[nodiscard]] std::vector<Status> CheckConfiguration(
      std::span<const cli::Assignment> flags) const override;
  [[nodiscard]] Status Configure(std::span<const cli::Assignment> flags) override;
  [[nodiscard]] std::vector<cli::Setting> settings() const override;
  [[nodiscard]] std::filesystem::path config_file() const override;
  [[nodiscard]] std::vector<Sentence> warnings() const override;
  [[nodiscard]] OptionValues TaskDefaults(std::string_view task) const override;
  [[nodiscard]] std::uint64_t max_input_bytes() const override;
  [[nodiscard]] std::size_t batch_width() const override;
  [[nodiscard]] Result<const task::Registry*> tasks() override;
  [[nodiscard]] Result<serving::Runner*> runner() override;
  [[nodiscard]] const models::Store& store() override;
  [[nodiscard]] bool IsLoaded(std::string_view model) override;
  [[nodiscard]] Result<cli::ModelPlan> Plan(std::string_view model,
                                            std::string_view precision) override;
  [[nodiscard]] Result<std::vector<models::PrecisionRow>> Calibrate(
      std::string_view model, const std::filesystem::path& images,
      const models::OnProgress& progress, const Context& context) override;
  [[nodiscard]] std::vector<cli::Check> Examine() override;
  [[nodiscard]] Status Serve(const std::stop_token& interrupted) override;

 private:
  [[nodiscard]] SettingsSources Sources(std::span<const cli::Assignment> flags) const;
  [[nodiscard]] const Settings& Configured() const;  // REQUIRES: Configure() succeeded
  [[nodiscard]] Result<Rooms*> Build();              // once, when first asked for

  const SteadyClock clock_;
  const models::Catalogue catalogue_;
  std::optional<Settings> settings_;
  std::optional<models::Store> store_;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace cutline::app
