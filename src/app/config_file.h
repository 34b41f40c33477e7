#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace cutline::app {

// One key of a configuration file, as text that ParseOption reads.
struct ConfigEntry {
  std::string table;  // "" at the top, else "remove" for [remove]
  std::string key;    // "only_mask"
  std::string text;   // arrays of scalars become "a,b"
  int line = 0;
};

struct ConfigFile {
  std::vector<ConfigEntry> entries;  // in order of lines
  std::vector<Status> problems;      // values of a kind that no option takes
};

// Reads TOML. kNotFound, kIo, or kInvalidArgument with the line of what is not TOML.
[[nodiscard]] Result<ConfigFile> ReadConfigFile(const std::filesystem::path& path);
[[nodiscard]] Result<ConfigFile> ParseConfig(std::string_view toml, std::string_view name);

}  // namespace cutline::app
