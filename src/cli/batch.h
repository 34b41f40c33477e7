#pragma once
#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

#include "cli/console.h"
#include "cli/inputs.h"
#include "cli/json.h"
#include "serving/runner.h"

namespace cutline::cli {

struct BatchItem {
  Input input;
  std::filesystem::path output;              // "-" for stdout
  std::vector<std::filesystem::path> sides;  // one for each of Output::more
};

struct BatchOptions {
  std::size_t in_flight = 1;  // calls submitted and not yet saved; >= 1
  std::uint64_t max_input_bytes = 0;
  bool force = false;                        // overwrite
  std::string extension;                     // what the outputs' names assume: ".png"
  std::vector<std::string> side_extensions;  // the same for BatchItem::sides
  bool in_order = false;  // save and report in the inputs' order, not that of finishing
  // Called before anything goes to standard output; may be null.
  std::function<void()> before_printing;
  // What stands before a result on standard output; may be null.
  std::function<std::string(const BatchItem&)> heading;
};

struct BatchSummary {
  std::size_t done = 0;
  std::size_t failed = 0;
  bool interrupted = false;
  bool hopeless = false;  // stopped early: first_failure would meet every input
  Status first_failure;
};

// Runs one task over many inputs: reads and saves on the calling thread while workers
// compute. A failed input does not stop the others, except where none of them could
// succeed: a part of the program is missing (kUnavailable), or an option of the task is
// wrong (kInvalidArgument with that field); that is reported once. Results are saved whole or not
// at all, all files of an input or none of them, and never over an input. After `interrupted` fires
// nothing new starts; what still comes back is saved. `on_result` sees every finished input, in
// order of finishing unless options say else.
[[nodiscard]] BatchSummary RunBatch(
    const std::vector<BatchItem>& items, const task::Task& task, const OptionValues& values,
    serving::Runner& runner, Console& console, const BatchOptions& options,
    std::stop_token interrupted,
    const std::function<void(const FileResult&, const BatchSummary&)>& on_result);

}  // namespace cutline::cli
