#pragma once
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "base/clock.h"
#include "base/mutex.h"
#include "telemetry/metrics.h"

namespace cutline::http {

// The server's metrics. Thread-safe.
class ExchangeMetrics {
 public:
  explicit ExchangeMetrics(telemetry::Registry& registry);

  telemetry::Gauge& connections;
  telemetry::Gauge& in_flight;
  telemetry::Gauge& body_bytes;
  telemetry::Gauge& answer_bytes;
  telemetry::Counter& request_bytes;
  telemetry::Counter& response_bytes;

  // `route` is a pattern of the router, or "" where none matched: never what a client
  // wrote, or the number of series would be the client's choice. Methods likewise.
  void Finish(std::string_view route, std::string_view method, int status, Duration took)
      EXCLUDES_LOCK(mutex_);

 private:
  struct Series {
    telemetry::Counter* requests;
    telemetry::Histogram* durations;
  };
  telemetry::Registry& registry_;
  Mutex mutex_;
  // Found again without rendering labels: that would cost more than the exchange itself.
  std::map<std::tuple<std::string, std::string, int>, Series, std::less<>> series_
      GUARDED_BY(mutex_);
};

}  // namespace cutline::http
