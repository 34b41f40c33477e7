#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "cli/program.h"

// What --json prints. Keys are stable; text for people is in the console's language.
namespace cutline::cli {

// What became of one input of a batch.
struct FileResult {
  std::string input;
  std::string output;  // empty where there is none
  Status status;
  std::uint64_t bytes = 0;
  std::string media_type;
  struct More {
    std::string output;
    std::uint64_t bytes = 0;
    std::string media_type;
  };
  std::vector<More> more;  // further formats
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<std::pair<std::string, double>> stages_ms;  // "queue" first
};

// One model as `models list` and `models show` see it.
struct ModelView {
  const models::ModelEntry* entry = nullptr;
  std::string state;  // "absent", "present", "verified", "loaded"
  models::Located located;
  std::optional<ModelPlan> plan;  // where the weights are there
};

// {"input":…,"output":…,"bytes":…,"also":[{"output","bytes","media_type"}],…} or
// {"input":…,"error":{"code","message","hint","field"}}; one line, ended.
[[nodiscard]] std::string ToJson(const FileResult& result, Language language);
// {"file":…,"error":…}: what stands in the place of a result that is JSON itself.
[[nodiscard]] std::string FailureToJson(const FileResult& result, Language language);
[[nodiscard]] std::string ToJson(std::span<const ModelView> models);  // an array
[[nodiscard]] std::string ToJson(const ModelView& model);
[[nodiscard]] std::string ToJson(std::span<const models::PrecisionRow> rows);
[[nodiscard]] std::string ToJson(std::span<const Setting> settings, Language language);
[[nodiscard]] std::string ToJson(std::span<const Check> checks, Language language);
[[nodiscard]] std::string ToJson(std::span<const Status> problems, Language language);
// {"a":"b",…} in the order given.
[[nodiscard]] std::string ToJson(std::span<const std::pair<std::string, std::string>> pairs);

}  // namespace cutline::cli
