#pragma once
#include "base/status.h"

namespace cutline::image {

// Starts libvips once for the process, on first use: no operation cache, one thread,
// none of the loaders that libvips itself marks as untrusted, no messages on stderr.
// Thread-safe. kUnavailable when libvips does not start.
[[nodiscard]] Status StartVips();

// What libvips last complained about, on one line, and forgets it. libvips keeps one
// such text for all threads: good for a log, never for a decision.
[[nodiscard]] std::string TakeVipsError();

}  // namespace cutline::image
