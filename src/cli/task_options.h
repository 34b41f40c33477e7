#pragma once
#include <string>
#include <string_view>

#include "cli/program.h"

// What the shell reads out of a task's options without knowing the task: by the house's
// convention a choice called "format" names the file format of the result.
namespace cutline::cli {

// The format of results to expect: what "format" names, else the first.
[[nodiscard]] const task::Format& ExpectedFormat(const TaskSummary& task,
                                                 const OptionValues& values);

// Where -o names a file (or a pattern with a fixed ending) and --format was not given, the
// name decides: out.webp sets "format" to webp. kInvalidArgument for the ending of a
// picture format that the task doesn't write.
[[nodiscard]] Status ChooseFormatByName(const TaskSummary& task, std::string_view out,
                                        OptionValues& values);

}  // namespace cutline::cli
