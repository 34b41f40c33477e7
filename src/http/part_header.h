#pragma once
#include <string_view>

#include "base/status.h"
#include "http/message.h"

namespace cutline::http {

// Reads the header lines of one part of a form (each ended by CRLF, RFC 7578 §4) into a
// part without data. A valid filename* wins over filename (RFC 6266 §4.3).
// kInvalidArgument, or kUnsupported for a Content-Transfer-Encoding that changes the data.
[[nodiscard]] Result<Part> ParsePartHeader(std::string_view lines);

}  // namespace cutline::http
