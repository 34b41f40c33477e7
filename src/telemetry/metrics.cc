#include "telemetry/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>

#include "base/check.h"
#include "base/utf8.h"

namespace cutline::telemetry {
namespace {

// [a-zA-Z_][a-zA-Z0-9_]*, and colons too in the name of a metric.
bool IsName(std::string_view name, bool colons) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0) return false;
  return std::all_of(name.begin(), name.end(), [&](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '_' || (colons && c == ':'));
  });
}

std::string EscapeHelp(std::string_view help) {
  std::string out;
  for (const char c : ValidUtf8(help)) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

// Values may come from requests, and one that is not UTF-8 would cost the whole scrape.
std::string EscapeValue(std::string_view value) {
  std::string out;
  for (const char c : EscapeHelp(value)) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out;
}

// `a="1",b="2"`, sorted by name, so that the order of writing makes no second series.
std::string Render(Labels labels) {
  std::sort(labels.begin(), labels.end());
  std::string out;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto& [name, value] = labels[i];
    CUTLINE_CHECK(IsName(name, false) && !name.starts_with("__"));
    CUTLINE_CHECK(i == 0 || labels[i - 1].first != name);
    if (i > 0) out += ',';
    fmt::format_to(std::back_inserter(out), "{}=\"{}\"", name, EscapeValue(value));
  }
  return out;
}

// Whole numbers without exponent, so that counters read well; others as short as they
// can be read back exactly.
std::string FormatValue(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value == 0) return "0";
  if (value == std::trunc(value) && std::abs(value) < 1e21) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

void AppendSample(std::string& out, std::string_view name, std::string_view labels, double value) {
  const std::string text = FormatValue(value);
  if (labels.empty()) {
    fmt::format_to(std::back_inserter(out), "{} {}\n", name, text);
  } else {
    fmt::format_to(std::back_inserter(out), "{}{{{}}} {}\n", name, labels, text);
  }
}

void AppendHistogram(std::string& out, std::string_view name, std::string_view labels,
                     const Histogram::Snapshot& snapshot) {
  const std::string_view comma = labels.empty() ? "" : ",";
  std::uint64_t below = 0;  // buckets are cumulative
  for (std::size_t i = 0; i < snapshot.counts.size(); ++i) {
    below += snapshot.counts[i];
    const std::string bound = i < snapshot.bounds.size() ? FormatValue(snapshot.bounds[i]) : "+Inf";
    fmt::format_to(std::back_inserter(out), "{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma,
                   bound, below);
  }
  AppendSample(out, fmt::format("{}_sum", name), labels, snapshot.sum);
  AppendSample(out, fmt::format("{}_count", name), labels, static_cast<double>(snapshot.total));
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    CUTLINE_CHECK(std::isfinite(bounds_[i]) && (i == 0 || bounds_[i - 1] < bounds_[i]));
  }
}

void Histogram::Observe(double value) {
  if (std::isnan(value)) return;  // it would make the sum useless for good
  const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), value);  // le: inclusive
  counts_[static_cast<std::size_t>(bound - bounds_.begin())].fetch_add(1,
                                                                       std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::Read() const {
  Snapshot snapshot{.bounds = bounds_, .counts = {}, .sum = sum_.load(std::memory_order_relaxed)};
  for (const auto& count : counts_) {
    snapshot.counts.push_back(count.load(std::memory_order_relaxed));
    snapshot.total += snapshot.counts.back();  // so that it always equals the last bucket
  }
  return snapshot;
}

std::vector<double> DurationBounds() {
  return {0.001, 0.0016, 0.0025, 0.004, 0.0063, 0.01, 0.016, 0.025, 0.04, 0.063, 0.1, 0.16, 0.25,
          0.4,   0.63,   1,      1.6,   2.5,    4,    6.3,   10,    16,   25,    40,  63,   120};
}

Registry::Series& Registry::Find(std::string_view name, std::string_view help,
                                 std::string_view type, const Labels& labels) {
  auto family = families_.find(name);
  if (family == families_.end()) {
    CUTLINE_CHECK(IsName(name, true));
    family = families_.emplace(name, Family{std::string(help), std::string(type), {}}).first;
  }
  CUTLINE_CHECK(family->second.type == type && family->second.help == help);
  const auto [series, added] = family->second.series.try_emplace(Render(labels));
  if (added) series->second.labels = labels;
  return series->second;
}

Counter& Registry::AddCounter(std::string_view name, std::string_view help, const Labels& labels) {
  MutexLock lock(mutex_);
  Series& series = Find(name, help, "counter", labels);
  CUTLINE_CHECK(!series.read);
  if (!series.counter) series.counter = std::make_unique<Counter>();
  return *series.counter;
}

Gauge& Registry::AddGauge(std::string_view name, std::string_view help, const Labels& labels) {
  MutexLock lock(mutex_);
  Series& series = Find(name, help, "gauge", labels);
  CUTLINE_CHECK(!series.read);
  if (!series.gauge) series.gauge = std::make_unique<Gauge>();
  return *series.gauge;
}

Histogram& Registry::AddHistogram(std::string_view name, std::string_view help,
                                  std::vector<double> bounds, const Labels& labels) {
  for (const auto& [label, value] : labels) CUTLINE_CHECK(label != "le");
  MutexLock lock(mutex_);
  Series& series = Find(name, help, "histogram", labels);
  if (!series.histogram) series.histogram = std::make_unique<Histogram>(std::move(bounds));
  return *series.histogram;
}

void Registry::AddCallback(std::string_view name, std::string_view help, std::string_view type,
                           const Labels& labels, std::function<double()> read) {
  CUTLINE_CHECK((type == "gauge" || type == "counter") && read);
  MutexLock lock(mutex_);
  Series& series = Find(name, help, type, labels);
  CUTLINE_CHECK(!series.read && !series.counter && !series.gauge);  // its value has one owner
  series.read = std::move(read);
}

std::string Registry::Expose() const {
  struct View {
    std::string_view name;
    const Family* family;
    std::vector<std::pair<std::string_view, const Series*>> series;
  };
  // Nothing is ever removed and a series never changes, so pointers taken under the lock
  // stay good. The callbacks run outside it: they take locks of their own, whose holders
  // may be about to add a metric.
  std::vector<View> views;
  {
    MutexLock lock(mutex_);
    for (const auto& [name, family] : families_) {
      View& view = views.emplace_back(View{name, &family, {}});
      for (const auto& [labels, series] : family.series) view.series.emplace_back(labels, &series);
    }
  }
  std::string out;
  for (const View& view : views) {
    fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", view.name,
                   EscapeHelp(view.family->help), view.name, view.family->type);
    for (const auto& [labels, series] : view.series) {
      if (series->read) {
        AppendSample(out, view.name, labels, series->read());
      } else if (series->counter) {
        AppendSample(out, view.name, labels, series->counter->value());
      } else if (series->gauge) {
        AppendSample(out, view.name, labels, series->gauge->value());
      } else {
        AppendHistogram(out, view.name, labels, series->histogram->Read());
      }
    }
  }
  return out;
}

}  // namespace cutline::telemetry
