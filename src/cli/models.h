#pragma once
#include <vector>

#include "cli/commands.h"
#include "cli/json.h"

namespace cutline::cli {

// The parts of `cutline models`, in three files: what there is (models_list.cc), the files
// (models_files.cc), their precision (models_calibrate.cc).
[[nodiscard]] Command ModelsListCommand();
[[nodiscard]] Command ModelsShowCommand();
[[nodiscard]] Command ModelsPathCommand();
[[nodiscard]] Command ModelsPullCommand();
[[nodiscard]] Command ModelsImportCommand();
[[nodiscard]] Command ModelsVerifyCommand();
[[nodiscard]] Command ModelsRemoveCommand();
[[nodiscard]] Command ModelsCalibrateCommand();

// State, place and plan of one model.
[[nodiscard]] ModelView ViewOf(Program& program, const models::ModelEntry& entry);

// The catalogue's entries of these names; kInvalidArgument names the nearest.
[[nodiscard]] Result<std::vector<const models::ModelEntry*>> FindModels(
    const Program& program, std::span<const std::string> names);

}  // namespace cutline::cli
