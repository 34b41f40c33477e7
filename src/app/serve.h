#pragma once
#include "app/rooms.h"
#include "app/settings.h"

namespace cutline::app {

// Serves HTTP until SIGTERM or SIGINT: then answers "not ready", lets what runs and waits
// finish (at most drain-timeout) and returns OK. A second signal ends it at once, as
// kCancelled. Fails at the start with one sentence: port taken, weights to preload missing.
// One at a time in a process: it takes over both signals while it runs.
[[nodiscard]] Status Serve(const Settings& settings, Rooms& rooms,
                           const models::Catalogue& catalogue, const models::Store& store,
                           const Clock& clock);

}  // namespace cutline::app
