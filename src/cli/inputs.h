#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace cutline::cli {

// One picture to work on.
struct Input {
  std::filesystem::path path;   // "-" for stdin
  std::filesystem::path below;  // where it goes below an output folder: "a/b.jpg", "b.jpg"
  bool from_folder = false;     // found in a folder operand
  [[nodiscard]] bool is_stdin() const { return path == "-"; }
};

// What to pick up while searching folders, and what not: results of an earlier run.
struct SearchRules {
  std::string_view suffix;                         // "cutout": skips x.cutout.png; may be empty
  std::vector<std::filesystem::path> out_folders;  // not entered where they lie inside an input
  std::span<const std::string_view> extra_extensions = {};  // beside pictures: ".pdf"
};

// Replaces each operand that has *, ? or [ and is no file by what it matches, sorted, as a
// shell does that was not kept from it by quotes. kNotFound where that is nothing.
[[nodiscard]] Result<std::vector<std::string>> ExpandGlobs(
    const std::vector<std::string>& operands);

// Spells the operands out: a file is itself (whether it exists shows when it is read), a
// folder gives every picture in it and below, by extension, sorted, hidden ones left out.
// With one folder its pictures keep their paths below it; with several, each folder keeps
// its own name too. kInvalidArgument for "-" given twice, kNotFound for a folder without
// pictures, kIo for one that can't be read.
[[nodiscard]] Result<std::vector<Input>> CollectInputs(const std::vector<std::string>& operands,
                                                       const SearchRules& rules);

// True for .jpg, .png and the other extensions of pictures, in any case.
[[nodiscard]] bool HasPictureExtension(const std::filesystem::path& path);

}  // namespace cutline::cli
