#pragma once
#include <filesystem>
#include <string>

#include "base/bytes.h"

namespace cutline {

// Reads a whole regular file of at most `max_bytes`.
// kNotFound, kTooLarge, kInvalidArgument (a folder) or kIo.
[[nodiscard]] Result<ByteBuffer> ReadFile(const std::filesystem::path& path,
                                          std::uint64_t max_bytes);

enum class Overwrite { kNo, kYes };

// Writes beside `path` under a temporary name, syncs, then renames: readers see the
// old file or the whole new one, and a failure leaves no file behind. Missing parent
// folders are made; a link is followed; devices and pipes are written to directly, also
// with kNo. kAlreadyExists (with kNo), kInvalidArgument (a folder), or kIo with errno's
// text as detail.
[[nodiscard]] Status WriteFile(const std::filesystem::path& path, ByteSpan bytes,
                               Overwrite overwrite);

}  // namespace cutline
