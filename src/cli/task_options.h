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

// The ending of a file's name in lower case, where it is one: it begins with a letter (".txt",
// not the ".2" of "v1.2").
[[nodiscard]] std::string EndingOf(std::string_view out);

// True where a name with this ending (lower case) can't be meant for a format of the task that
// has another: any ending for a task that writes text, else that of a picture.
[[nodiscard]] bool IsForeignEnding(const TaskSummary& task, std::string_view ending);

// Where -o names a file (or a pattern with a fixed ending) and --format was not given, the
// name decides: out.webp sets "format" to webp. kInvalidArgument for a foreign ending.
[[nodiscard]] Status ChooseFormatByName(const TaskSummary& task, std::string_view out,
                                        OptionValues& values);

}  // namespace cutline::cli
