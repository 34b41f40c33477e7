#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"

namespace cutline::models {

// The value that an ONNX file carries for `key` (ModelProto.metadata_props), such as a
// recogniser's list of characters; none where it has no such key. Reads the outer structure
// alone. kNotFound, kIo, or kUnprocessable (damaged; a value of more than 4 MiB).
[[nodiscard]] Result<std::optional<std::string>> OnnxMetadata(const std::filesystem::path& path,
                                                              std::string_view key);

}  // namespace cutline::models
