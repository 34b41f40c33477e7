#pragma once
#include "app/rooms.h"
#include "app/settings.h"

namespace cutline::app {

// Serves HTTP until SIGTERM or SIGINT: then answers "not ready", lets what runs and waits
// finish (at most drain-timeout) and returns OK. A second signal ends the process at once.
// `interrupted` tells of a signal that came before it took over. Fails at the start with one
// sentence: port taken, weights to preload missing. One at a time in a process: it takes over both
// signals while it runs.
[[nodiscard]] Status Serve(const Settings& settings, Rooms& rooms,
                           const models::Catalogue& catalogue, const models::Store& store,
                           const Clock& clock, const std::stop_token& interrupted);

}  // namespace cutline::app
