#include "telemetry/log_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cutline::telemetry {
namespace {

using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::system_clock;

const system_clock::time_point kNewYear = sys_days(std::chrono::year(2026) / 1 / 1);

std::string Text(std::string_view message, std::vector<Field> fields = {}) {
  return FormatLogLine(LogFormat::kText, kNewYear, Level::kInfo, message, fields);
}
std::string Json(std::string_view message, std::vector<Field> fields = {}) {
  return FormatLogLine(LogFormat::kJson, kNewYear, Level::kInfo, message, fields);
}

TEST(LogLine, StampsInUtcToTheMillisecond) {
  EXPECT_EQ(FormatTimestamp(kNewYear), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatTimestamp(kNewYear - milliseconds(1)), "2025-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatTimestamp(sys_days(std::chrono::year(2024) / 2 / 29) + std::chrono::hours(13) +
                            std::chrono::minutes(7) + std::chrono::microseconds(9'045'999)),
            "2024-02-29T13:07:09.045Z");
}

TEST(LogLine, StampsBeforeTheEpochRoundDown) {
  EXPECT_EQ(FormatTimestamp(system_clock::time_point(std::chrono::microseconds(-1))),
            "1969-12-31T23:59:59.999Z");
}

TEST(LogLine, TextAlignsLevels) {
  const std::string stamp = "2026-01-01T00:00:00.000Z ";
  EXPECT_EQ(FormatLogLine(LogFormat::kText, kNewYear, Level::kDebug, "m", {}), stamp + "DEBUG m\n");
  EXPECT_EQ(FormatLogLine(LogFormat::kText, kNewYear, Level::kInfo, "m", {}), stamp + "INFO  m\n");
  EXPECT_EQ(FormatLogLine(LogFormat::kText, kNewYear, Level::kWarning, "m", {}),
            stamp + "WARN  m\n");
  EXPECT_EQ(FormatLogLine(LogFormat::kText, kNewYear, Level::kError, "m", {}), stamp + "ERROR m\n");
}

TEST(LogLine, TextQuotesOnlyWhatCouldBeMisread) {
  EXPECT_EQ(
      Text("served",
           {{"path", "/v1/remove"}, {"status", std::int64_t{200}}, {"ms", 1.5}, {"hit", true}}),
      "2026-01-01T00:00:00.000Z INFO  served path=/v1/remove status=200 ms=1.5 hit=true\n");
  EXPECT_EQ(Text("m", {{"a", ""}, {"b", "two words"}, {"c", "x=y"}, {"d", R"(say "hi" \o)"}}),
            "2026-01-01T00:00:00.000Z INFO  m a=\"\" b=\"two words\" c=\"x=y\" d=\"say \\\"hi\\\" "
            "\\\\o\"\n");
}

TEST(LogLine, NoTextCanForgeALineOrSteerATerminal) {
  const std::string line = Text("one\ntwo\r\x1b[31m\x7f", {{"v",
                                                            "a\n\xC2\x9B"
                                                            "1m\xE2\x80\xA8z"}});
  EXPECT_EQ(line,
            "2026-01-01T00:00:00.000Z INFO  one\\ntwo\\r\\u001b[31m\\u007f "
            "v=\"a\\n\\u009b1m\\u2028z\"\n");
}

TEST(LogLine, KeepsQuotesAndBackslashesOfATextMessage) {
  EXPECT_EQ(Text(R"(can't open "C:\x")"), "2026-01-01T00:00:00.000Z INFO  can't open \"C:\\x\"\n");
}

TEST(LogLine, JsonEscapesEverythingThatItMust) {
  EXPECT_EQ(Json("a\"b\\c\n\t\r\x01", {{"key", "中文 😀"}}),
            "{\"time\":\"2026-01-01T00:00:00.000Z\",\"level\":\"info\",\"message\":"
            "\"a\\\"b\\\\c\\n\\t\\r\\u0001\",\"key\":\"中文 😀\"}\n");
  EXPECT_EQ(Json("m", {{"nul", std::string("a\0b", 3)}}),
            "{\"time\":\"2026-01-01T00:00:00.000Z\",\"level\":\"info\",\"message\":\"m\",\"nul\":"
            "\"a\\u0000b\"}\n");
}

TEST(LogLine, JsonKeepsTypes) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Json("m", {{"n", std::int64_t{-3}},
                       {"d", 0.25},
                       {"b", false},
                       {"i", kInfinity},
                       {"q", std::nan("")}}),
            "{\"time\":\"2026-01-01T00:00:00.000Z\",\"level\":\"info\",\"message\":\"m\","
            "\"n\":-3,\"d\":0.25,\"b\":false,\"i\":null,\"q\":null}\n");
}

TEST(LogLine, JsonNamesLevels) {
  for (const auto& [level, name] :
       {std::pair{Level::kDebug, "debug"}, std::pair{Level::kWarning, "warning"},
        std::pair{Level::kError, "error"}}) {
    EXPECT_NE(FormatLogLine(LogFormat::kJson, kNewYear, level, "m", {})
                  .find(std::string("\"level\":\"") + name),
              std::string::npos);
  }
}

TEST(LogLine, ReplacesWhatIsNotUtf8InBothFormats) {
  EXPECT_NE(
      Json("\xFF", {{"k", "\xE4\xB8"}}).find("\"message\":\"\xEF\xBF\xBD\",\"k\":\"\xEF\xBF\xBD\""),
      std::string::npos);
  EXPECT_EQ(Text("\xC0\x8A"), "2026-01-01T00:00:00.000Z INFO  \xEF\xBF\xBD\xEF\xBF\xBD\n");
}

TEST(LogLine, CutsLongTextsBetweenCharacters) {
  std::string text;
  while (text.size() < 5000) text += "中";
  const std::string line = Text("m", {{"k", text}});
  EXPECT_TRUE(line.ends_with("中…\"\n"));
  EXPECT_LT(line.size(), 4096U + 64);
  EXPECT_LT(Text("m", {{"k", std::string(1 << 20, 'a')}}).size(), 4096U + 64);
}

}  // namespace
}  // namespace cutline::telemetry
