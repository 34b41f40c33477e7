#include "http/exchange_metrics.h"

namespace cutline::http {
namespace {

std::string_view KnownMethod(std::string_view method) {
  for (const std::string_view known :
       {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"}) {
    if (method == known) return known;
  }
  return "other";
}

}  // namespace

ExchangeMetrics::ExchangeMetrics(telemetry::Registry& registry)
    : connections(registry.AddGauge("http_connections", "Open client connections.")),
      in_flight(registry.AddGauge("http_requests_in_flight",
                                  "Requests being read, worked on or answered.")),
      body_bytes(registry.AddGauge("http_request_body_bytes", "Bytes of request bodies held now.")),
      answer_bytes(registry.AddGauge("http_response_body_bytes",
                                     "Bytes of answers held until slow clients take them.")),
      request_bytes(registry.AddCounter("http_request_bytes_total", "Bytes of requests received.")),
      response_bytes(registry.AddCounter("http_response_bytes_total", "Bytes of responses sent.")),
      registry_(registry) {}

void ExchangeMetrics::Finish(std::string_view route, std::string_view method, int status,
                             Duration took) {
  if (route.empty()) route = "unmatched";
  method = KnownMethod(method);
  Series series{};
  {
    MutexLock lock(mutex_);
    const auto key = std::tuple(route, method, status);
    auto found = series_.find(key);
    if (found == series_.end()) {
      const telemetry::Labels labels = {{"route", std::string(route)},
                                        {"method", std::string(method)},
                                        {"status", std::to_string(status)}};
      Series made{
          &registry_.AddCounter("http_requests_total", "Requests answered.", labels),
          &registry_.AddHistogram("http_request_duration_seconds",
                                  "From a request's complete head to its whole answer, in seconds.",
                                  telemetry::DurationBounds(), labels)};
      found =
          series_.emplace(std::tuple(std::string(route), std::string(method), status), made).first;
    }
    series = found->second;
  }
  series.requests->Add();
  series.durations->Observe(std::chrono::duration<double>(took).count());
}

}  // namespace cutline::http
