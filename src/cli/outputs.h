#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cli/inputs.h"

namespace cutline::cli {

// Where results go. `out` is what -o says:
//   nothing            beside each input, a.jpg -> a.<suffix>.png; stdin -> stdout; where
//                      the task prints, stdout for all
//   "-"                stdout, for one input
//   a text with braces a pattern: {name} the input's name without extension, {ext} the
//                      result's extension, {parent} the name of the input's folder, {n} its
//                      number from 1, padded to equal width; {{ and }} are braces
//   a folder, or a name that ends in "/"; also any name without extension that does not
//   exist, where there are several inputs
//                      paths below the inputs' own folders are kept; two names that differ
//                      only in extension keep it (a.jpg.png, a.gif.png)
//   else               the name of the one result
struct Naming {
  std::string_view out;
  std::string_view suffix;             // TaskSummary::suffix
  bool prints = false;                 // TaskSummary::prints
  std::string_view extension;          // of the results, as far as is known before the work: ".png"
  std::string_view option = "output";  // whose `out` it is, for errors
};

// One path for each input, in order. kInvalidArgument where two results would take one
// name, where one name is given for several inputs, or a pattern's {word} is unknown.
[[nodiscard]] Result<std::vector<std::filesystem::path>> PlanOutputs(
    const Naming& naming, const std::vector<Input>& inputs);

// True when `out` names a folder (see above) for these operands.
[[nodiscard]] bool IsFolder(std::string_view out, bool several);
[[nodiscard]] bool IsPattern(std::string_view out);

}  // namespace cutline::cli
