#pragma once
#include <string_view>

#include "base/bytes.h"

namespace cutline::image {

// The name of a well-known kind that is not read ("HEIC", "SVG", "PDF"), told from the
// first bytes, so that the refusal can say more than "unknown". Empty if unknown.
[[nodiscard]] std::string_view ForeignKind(ByteSpan bytes);

}  // namespace cutline::image
