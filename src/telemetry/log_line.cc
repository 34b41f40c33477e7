#include "telemetry/log_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/utf8.h"

namespace cutline::telemetry {
namespace {

constexpr std::size_t kMaxText = 4096;

// C0, DEL and C1 steer terminals; U+2028 and U+2029 end a line for some readers.
bool IsControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
}

// Appends `text` as the inside of a JSON string. Without `quoted`, quotes and backslashes
// stay as they are: for a message, which stands alone.
void AppendEscaped(std::string& out, std::string_view text, bool quoted) {
  std::size_t taken = 0;
  while (!text.empty()) {
    const CodePoint character = TakeCodePoint(text);
    taken += character.bytes.size();
    if (taken > kMaxText) {
      out += "…";
      return;
    }
    const char32_t c = character.value;
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (quoted && (c == '"' || c == '\\')) {
      out += '\\';
      out += static_cast<char>(c);
    } else if (IsControl(c)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += character.printable();
    }
  }
}

void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  AppendEscaped(out, text, true);
  out += '"';
}

// Bare in a text line only when nothing in it could be read as something else.
bool NeedsQuotes(std::string_view text) {
  return text.empty() || std::any_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte <= ' ' || byte >= 0x7F || c == '"' || c == '\\' || c == '=';
         });
}

struct AppendValue {
  std::string& out;
  LogFormat format;

  void operator()(const std::string& text) const {
    if (format == LogFormat::kText && !NeedsQuotes(text) && text.size() <= kMaxText) {
      out += text;
    } else {
      AppendQuoted(out, text);
    }
  }
  void operator()(double number) const {
    // JSON has no word for infinity and not-a-number.
    if (format == LogFormat::kJson && !std::isfinite(number)) {
      out += "null";
    } else {
      fmt::format_to(std::back_inserter(out), "{}", number);
    }
  }
  void operator()(std::int64_t number) const {
    fmt::format_to(std::back_inserter(out), "{}", number);
  }
  void operator()(bool flag) const { out += flag ? "true" : "false"; }
};

std::string_view JsonLevel(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    default:
      return "error";
  }
}

std::string_view TextLevel(Level level) {  // of one width, so that messages align
  switch (level) {
    case Level::kDebug:
      return "DEBUG";
    case Level::kInfo:
      return "INFO ";
    case Level::kWarning:
      return "WARN ";
    default:
      return "ERROR";
  }
}

}  // namespace

std::string FormatTimestamp(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<milliseconds>(time) - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string FormatLogLine(LogFormat format, std::chrono::system_clock::time_point time, Level level,
                          std::string_view message, std::span<const Field> fields) {
  std::string out;
  if (format == LogFormat::kText) {
    out = fmt::format("{} {} ", FormatTimestamp(time), TextLevel(level));
    AppendEscaped(out, message, false);
    for (const Field& field : fields) {
      out += ' ';
      out += field.key;
      out += '=';
      std::visit(AppendValue{out, format}, field.value);
    }
    out += '\n';
    return out;
  }
  out = fmt::format(R"({{"time":"{}","level":"{}","message":)", FormatTimestamp(time),
                    JsonLevel(level));
  AppendQuoted(out, message);
  for (const Field& field : fields) {
    out += ',';
    AppendQuoted(out, field.key);
    out += ':';
    std::visit(AppendValue{out, format}, field.value);
  }
  out += "}\n";
  return out;
}

}  // namespace cutline::telemetry
