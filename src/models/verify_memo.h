#pragma once
#include <filesystem>
#include <optional>

#include "models/verification.h"

namespace cutline::models {

// Past verifications, kept in small text files, so that start-up does not read a
// gigabyte. What can't be kept (a read-only folder) is simply not remembered.
void Remember(const std::filesystem::path& memo, const Verification& verification);

// None if nothing is remembered, or the file is another one by now.
[[nodiscard]] std::optional<Verification> Recall(const std::filesystem::path& memo,
                                                 const FileStamp& now);

}  // namespace cutline::models
