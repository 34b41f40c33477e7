#pragma once
#include <string_view>
#include <vector>

#include "models/catalogue.h"

namespace cutline::models {

// Reads the [[model]] tables of models/catalogue.toml; that file's head explains the
// keys. kInvalidArgument, naming line and key, for anything unknown, missing or wrong:
// a catalogue is part of the program, so nothing in it is guessed.
[[nodiscard]] Result<std::vector<ModelEntry>> ParseCatalogueToml(std::string_view text);

}  // namespace cutline::models
