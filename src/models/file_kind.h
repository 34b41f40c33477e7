#pragma once
#include "base/bytes.h"
#include "base/status.h"

namespace cutline::models {

// How many first bytes RefuseKnownStrangers wants to see.
inline constexpr std::size_t kHeadBytes = 512;

// What downloads and mistaken uploads bring instead of a model: kUnprocessable naming
// what `head`, the file's beginning, is (empty, a web page, a Git LFS pointer, JSON, an
// archive, other text). OK when it may be a model.
[[nodiscard]] Status RefuseKnownStrangers(ByteSpan head);

// The magic of a TFLite flatbuffer.
[[nodiscard]] bool IsTflite(ByteSpan head);

}  // namespace cutline::models
