#include "ocr/exports/export.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "ocr/exports/exporters.h"

namespace cutline::ocr {
namespace {

struct Row {
  std::unique_ptr<Exporter> (*make)(const ExportOptions&);
  bool shows_picture;
};

constexpr std::array<task::Format, 2> kFormats = {{
    {"text", "text/plain; charset=utf-8", ".txt", true},
    {"json", "application/json", ".json", true},
}};
constexpr std::array<Row, kFormats.size()> kRows = {{
    {MakeTextExporter, false},
    {MakeJsonExporter, false},
}};
constexpr auto kNames = [] {
  std::array<std::string_view, kFormats.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kFormats[i].name;
  return names;
}();

const Row& RowOf(std::string_view format) {
  const auto found = std::ranges::find(kNames, format);
  CUTLINE_CHECK(found != kNames.end());
  return kRows[static_cast<std::size_t>(found - kNames.begin())];
}

}  // namespace

std::span<const task::Format> ExportFormats() { return kFormats; }
std::span<const std::string_view> ExportFormatNames() { return kNames; }
bool ShowsPicture(std::string_view format) { return RowOf(format).shows_picture; }

std::unique_ptr<Exporter> MakeExporter(std::string_view format, const ExportOptions& options) {
  return RowOf(format).make(options);
}

}  // namespace cutline::ocr
