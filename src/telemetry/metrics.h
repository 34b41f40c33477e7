#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"

namespace cutline::telemetry {

using Labels = std::vector<std::pair<std::string, std::string>>;

// Only goes up. Thread-safe, lock-free.
class Counter {
 public:
  void Add(double by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
  [[nodiscard]] double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

// Goes up and down. Thread-safe, lock-free.
class Gauge {
 public:
  void Set(double value) { value_.store(value, std::memory_order_relaxed); }
  void Add(double by) { value_.fetch_add(by, std::memory_order_relaxed); }
  [[nodiscard]] double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

// Counts observations in buckets with fixed upper bounds. Thread-safe, lock-free.
class Histogram {
 public:
  explicit Histogram(std::vector<double> bounds);  // REQUIRES: ascending
  void Observe(double value);

  struct Snapshot {
    std::vector<double> bounds;
    std::vector<std::uint64_t> counts;  // one more than bounds: the last is above all
    double sum = 0;
    std::uint64_t total = 0;
  };
  [[nodiscard]] Snapshot Read() const;

 private:
  std::vector<double> bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;
  std::atomic<double> sum_{0};
};

// 1 ms to 2 min in seconds, growing by about 1.6: fit for requests of any model.
[[nodiscard]] std::vector<double> DurationBounds();

// Owns every metric of the program and prints them in Prometheus' text format 0.0.4.
// Rooms declare their own: asking for the same name and labels again gives the same
// metric. References stay valid as long as the registry. Thread-safe.
// REQUIRES: a name keeps its kind and help.
class Registry {
 public:
  Counter& AddCounter(std::string_view name, std::string_view help, const Labels& labels = {});
  Gauge& AddGauge(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram& AddHistogram(std::string_view name, std::string_view help, std::vector<double> bounds,
                          const Labels& labels = {});
  // A gauge (or counter) whose value is asked for at each scrape. `read` must be
  // thread-safe and outlive the registry's last Expose().
  void AddCallback(std::string_view name, std::string_view help, std::string_view type,
                   const Labels& labels, std::function<double()> read);

  [[nodiscard]] std::string Expose() const;

 private:
  struct Series {
    Labels labels;
    std::unique_ptr<Counter> counter;
    std::unique_ptr<Gauge> gauge;
    std::unique_ptr<Histogram> histogram;
    std::function<double()> read;
  };
  struct Family {
    std::string help;
    std::string type;
    std::map<std::string, Series> series;  // by rendered labels
  };
  Series& Find(std::string_view name, std::string_view help, std::string_view type,
               const Labels& labels) REQUIRES_LOCK(mutex_);

  mutable Mutex mutex_;
  std::map<std::string, Family, std::less<>> families_ GUARDED_BY(mutex_);
};

// process_cpu_seconds_total, process_resident_memory_bytes, process_open_fds,
// process_max_fds, process_start_time_seconds, process_threads.
void AddProcessMetrics(Registry& registry);

}  // namespace cutline::telemetry
