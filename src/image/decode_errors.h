#pragma once
#include <cstdint>
#include <string>

#include "base/status.h"
#include "image/decode.h"

namespace cutline::image {

// kUnprocessable: the kind is read, but this file is broken. `detail` is for the log.
[[nodiscard]] Status Damaged(Format format, std::string detail);

// kUnprocessable: sound as far as one can see, but a variant that is not read (12-bit
// JPEG, ...), or one that would take absurdly long.
[[nodiscard]] Status UnusualVariant(Format format, std::string detail);

// kUnsupported. `kind` is the name of a known foreign kind ("HEIC") or empty.
[[nodiscard]] Status NotRead(std::string_view kind);

// OK, or kUnprocessable for an empty picture, or kTooLarge beyond the limits.
[[nodiscard]] Status CheckSize(Format format, std::int64_t width, std::int64_t height,
                               const DecodeLimits& limits);

}  // namespace cutline::image
