#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

#include "cli/inputs.h"
#include "cli/outputs.h"
#include "cli/program.h"

// The same result in further formats: those of the option "also" and those of flags such as
// --draw FILE (TaskSummary::side_files).
namespace cutline::cli {

// The flags as options of the command, each a text with the metavar FILE.
[[nodiscard]] std::vector<OptionDecl> SideFileDecls(const TaskSummary& task);

// A further format and where the results go, a path for each input.
struct SideOutput {
  const task::Format* format = nullptr;
  std::vector<std::filesystem::path> paths;
};

// Adds the formats of flags in `own` to "also", and takes out of it what is there twice, so
// that the result is one SideOutput for each of Output::more, in its order. A flag says where
// its files go, by the rules of -o. Others lie beside the result under its name, with their own
// ending; where the result is no file (standard output, a device), beside the input.
// kInvalidArgument where a name would be taken twice or is missing (the input is standard
// input), and for a flag whose FILE has another format's ending.
[[nodiscard]] Result<std::vector<SideOutput>> PlanSideOutputs(
    const TaskSummary& task, const OptionValues& own, OptionValues& values, const Naming& naming,
    const std::vector<Input>& inputs, const std::vector<std::filesystem::path>& outputs);

}  // namespace cutline::cli
