#pragma once
#include <atomic>

#include "http/exchange_metrics.h"
#include "http/router.h"
#include "http/server.h"

namespace cutline::http {

// What all connections of a server share. Thread-safe.
struct ServerCore {
  const ServerOptions options;
  const Router& router;
  const ServerHooks hooks;
  ExchangeMetrics metrics;
  std::atomic<bool> is_draining{false};      // answers say "Connection: close"
  std::atomic<bool> is_closing{false};       // and nobody idle is waited for any more
  std::atomic<std::uint64_t> body_bytes{0};  // of all bodies held now, both ways
};

}  // namespace cutline::http
