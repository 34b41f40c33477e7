#include "telemetry/metrics.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <thread>

namespace cutline::telemetry {
namespace {

TEST(Counter, AddsFromManyThreadsWithoutLosingAny) {
  Counter counter;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 10000; ++j) counter.Add();
      });
    }
  }
  EXPECT_EQ(counter.value(), 40000);
}

TEST(Gauge, GoesUpAndDown) {
  Gauge gauge;
  gauge.Set(5);
  gauge.Add(2);
  gauge.Add(-10);
  EXPECT_EQ(gauge.value(), -3);
}

TEST(Histogram, PutsAValueOnABoundBelowIt) {
  Histogram histogram({1, 2});
  for (const double value : {0.5, 1.0, 1.5, 2.0, 2.5}) histogram.Observe(value);
  const Histogram::Snapshot snapshot = histogram.Read();
  EXPECT_EQ(snapshot.counts, (std::vector<std::uint64_t>{2, 2, 1}));
  EXPECT_EQ(snapshot.total, 5U);
  EXPECT_DOUBLE_EQ(snapshot.sum, 7.5);
}

TEST(Histogram, IgnoresNotANumber) {
  Histogram histogram({1});
  histogram.Observe(std::nan(""));
  histogram.Observe(-1);
  EXPECT_EQ(histogram.Read().total, 1U);
  EXPECT_EQ(histogram.Read().sum, -1);
}

TEST(Histogram, CountsAboveAllBoundsAndWithoutAny) {
  Histogram histogram({});
  histogram.Observe(std::numeric_limits<double>::infinity());
  EXPECT_EQ(histogram.Read().counts, (std::vector<std::uint64_t>{1}));
}

TEST(HistogramDeathTest, WantsAscendingBounds) {
  EXPECT_DEATH(Histogram({2, 1}), "CHECK");
  EXPECT_DEATH(Histogram({1, 1}), "CHECK");
}

TEST(DurationBounds, GrowEvenlyFromAMillisecondToTwoMinutes) {
  const std::vector<double> bounds = DurationBounds();
  EXPECT_EQ(bounds.front(), 0.001);
  EXPECT_EQ(bounds.back(), 120);
  for (std::size_t i = 1; i < bounds.size(); ++i) {
    EXPECT_GT(bounds[i] / bounds[i - 1], 1.5);
    EXPECT_LT(bounds[i] / bounds[i - 1], 2.0);
  }
}

TEST(Registry, PrintsFamiliesInOrderWithHelpAndType) {
  Registry registry;
  registry.AddGauge("b_bytes", "Bytes held.").Set(1.5);
  registry.AddCounter("a_total", "Things.", {{"kind", "x"}}).Add(3);
  registry.AddCounter("a_total", "Things.", {{"kind", "w"}});
  EXPECT_EQ(registry.Expose(),
            "# HELP a_total Things.\n"
            "# TYPE a_total counter\n"
            "a_total{kind=\"w\"} 0\n"
            "a_total{kind=\"x\"} 3\n"
            "# HELP b_bytes Bytes held.\n"
            "# TYPE b_bytes gauge\n"
            "b_bytes 1.5\n");
}

TEST(Registry, PrintsHistogramsCumulatively) {
  Registry registry;
  Histogram& histogram =
      registry.AddHistogram("t_seconds", "Time.", {0.1, 2.5, 10}, {{"task", "remove"}});
  for (const double value : {0.0625, 0.125, 0.25, 20.0}) histogram.Observe(value);
  EXPECT_EQ(registry.Expose(),
            "# HELP t_seconds Time.\n"
            "# TYPE t_seconds histogram\n"
            "t_seconds_bucket{task=\"remove\",le=\"0.1\"} 1\n"
            "t_seconds_bucket{task=\"remove\",le=\"2.5\"} 3\n"
            "t_seconds_bucket{task=\"remove\",le=\"10\"} 3\n"
            "t_seconds_bucket{task=\"remove\",le=\"+Inf\"} 4\n"
            "t_seconds_sum{task=\"remove\"} 20.4375\n"
            "t_seconds_count{task=\"remove\"} 4\n");
}

TEST(Registry, PrintsHistogramsWithoutLabels) {
  Registry registry;
  registry.AddHistogram("t_seconds", "Time.", {1});
  EXPECT_NE(registry.Expose().find("t_seconds_bucket{le=\"1\"} 0\nt_seconds_bucket{le=\"+Inf\"} 0\n"
                                   "t_seconds_sum 0\nt_seconds_count 0\n"),
            std::string::npos);
}

TEST(Registry, EscapesHelpAndLabelValuesEachByItsRule) {
  Registry registry;
  registry.AddGauge("g", "a \"quote\", a \\ and a\nline", {{"v", "a \"quote\", a \\ and a\nline"}});
  EXPECT_EQ(registry.Expose(),
            "# HELP g a \"quote\", a \\\\ and a\\nline\n"
            "# TYPE g gauge\n"
            "g{v=\"a \\\"quote\\\", a \\\\ and a\\nline\"} 0\n");
}

TEST(Registry, ReplacesLabelValuesThatAreNotUtf8) {
  Registry registry;
  registry.AddGauge("g", "h", {{"v", "\xFFz"}});
  EXPECT_NE(registry.Expose().find("g{v=\"\xEF\xBF\xBDz\"} 0\n"), std::string::npos);
}

TEST(Registry, PrintsWholeNumbersWithoutExponent) {
  Registry registry;
  Gauge& gauge = registry.AddGauge("g", "h");
  const auto shown = [&](double value) {
    gauge.Set(value);
    const std::string text = registry.Expose();
    return text.substr(text.find("\ng ") + 3);
  };
  EXPECT_EQ(shown(0), "0\n");
  EXPECT_EQ(shown(-0.0), "0\n");
  EXPECT_EQ(shown(1e6), "1000000\n");
  EXPECT_EQ(shown(25769803776.0), "25769803776\n");
  EXPECT_EQ(shown(9007199254740992.0), "9007199254740992\n");
  EXPECT_EQ(shown(1e20), "100000000000000000000\n");
  EXPECT_EQ(shown(-12), "-12\n");
  EXPECT_EQ(shown(0.1), "0.1\n");
  EXPECT_EQ(shown(std::nan("")), "NaN\n");
  EXPECT_EQ(shown(std::numeric_limits<double>::infinity()), "+Inf\n");
  EXPECT_EQ(shown(-std::numeric_limits<double>::infinity()), "-Inf\n");
}

TEST(Registry, GivesTheSameMetricForTheSameNameAndLabelsInAnyOrder) {
  Registry registry;
  Counter& first = registry.AddCounter("c_total", "h", {{"a", "1"}, {"b", "2"}});
  EXPECT_EQ(&first, &registry.AddCounter("c_total", "h", {{"b", "2"}, {"a", "1"}}));
  EXPECT_NE(&first, &registry.AddCounter("c_total", "h", {{"a", "1"}}));
}

TEST(Registry, AsksCallbacksAtEachScrape) {
  Registry registry;
  double value = 1;
  registry.AddCallback("g", "h", "gauge", {}, [&] { return value; });
  EXPECT_TRUE(registry.Expose().ends_with("g 1\n"));
  value = 2;
  EXPECT_TRUE(registry.Expose().ends_with("g 2\n"));
}

TEST(Registry, LetsACallbackAddAMetric) {
  Registry registry;
  registry.AddCallback("g", "h", "gauge", {}, [&] {
    registry.AddCounter("c_total", "h").Add();
    return 0.0;
  });
  (void)registry.Expose();
  EXPECT_NE(registry.Expose().find("c_total 1\n"), std::string::npos);
}

TEST(Registry, MayBeScrapedWhileMetricsAreAddedAndUsed) {
  Registry registry;
  std::jthread writer([&] {
    for (int i = 0; i < 500; ++i) {
      registry.AddCounter("c_total", "h", {{"i", std::to_string(i)}}).Add();
      registry.AddHistogram("t_seconds", "h", DurationBounds()).Observe(i);
    }
  });
  for (int i = 0; i < 20; ++i) (void)registry.Expose();
  writer.join();
  EXPECT_NE(registry.Expose().find("t_seconds_count 500\n"), std::string::npos);
}

TEST(RegistryDeathTest, RefusesNamesAndUsesThatWouldBreakAScrape) {
  Registry registry;
  registry.AddCounter("c_total", "h");
  registry.AddCallback("g", "h", "gauge", {}, [] { return 0.0; });
  EXPECT_DEATH(registry.AddGauge("c_total", "h"), "CHECK");
  EXPECT_DEATH(registry.AddCounter("c_total", "other help"), "CHECK");
  EXPECT_DEATH(registry.AddGauge("g", "h"), "CHECK");
  EXPECT_DEATH(registry.AddCallback("g", "h", "gauge", {}, [] { return 0.0; }), "CHECK");
  EXPECT_DEATH(registry.AddCallback("u", "h", "untyped", {}, [] { return 0.0; }), "CHECK");
  EXPECT_DEATH(registry.AddGauge("1g", "h"), "CHECK");
  EXPECT_DEATH(registry.AddGauge("x", "h", {{"a-b", ""}}), "CHECK");
  EXPECT_DEATH(registry.AddGauge("x", "h", {{"a", "1"}, {"a", "2"}}), "CHECK");
  EXPECT_DEATH(registry.AddHistogram("t", "h", {1}, {{"le", "1"}}), "CHECK");
}

double Sample(const Registry& registry, const std::string& name) {
  const std::string text = registry.Expose();
  const std::size_t at = text.find("\n" + name + " ");
  if (at == std::string::npos) return -1;
  double value = -1;
  std::from_chars(text.data() + at + name.size() + 2, text.data() + text.size(), value);
  return value;
}

TEST(ProcessMetrics, TellWhatThisProcessUses) {
  Registry registry;
  AddProcessMetrics(registry);
  EXPECT_GT(Sample(registry, "process_cpu_seconds_total"), 0);
  EXPECT_GT(Sample(registry, "process_resident_memory_bytes"), 1 << 20);
  EXPECT_GT(Sample(registry, "process_max_fds"), 3);
  const double now = static_cast<double>(::time(nullptr));
  EXPECT_LE(Sample(registry, "process_start_time_seconds"), now + 1);
  EXPECT_GT(Sample(registry, "process_start_time_seconds"), now - 600);
}

TEST(ProcessMetrics, FollowOpenFilesAndThreads) {
  Registry registry;
  AddProcessMetrics(registry);
  std::jthread([] {}).join();  // ThreadSanitizer adds one of its own to the first
  const double files = Sample(registry, "process_open_fds");
  const double threads = Sample(registry, "process_threads");
  const int opened = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  {
    std::jthread other([](const std::stop_token& stop) {
      while (!stop.stop_requested()) std::this_thread::yield();
    });
    EXPECT_EQ(Sample(registry, "process_threads"), threads + 1);
  }
  EXPECT_EQ(Sample(registry, "process_open_fds"), files + 1);
  ::close(opened);
  EXPECT_EQ(Sample(registry, "process_open_fds"), files);
}

}  // namespace
}  // namespace cutline::telemetry
