#include "ocr/table.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "ocr/rows.h"
#include "ocr/words.h"

namespace cutline::ocr {
namespace {

constexpr float kPartGap = 1.0F;    // between words, in line heights: another part begins
constexpr float kRowGap = 2.5F;     // between rows, in usual heights: another table begins
constexpr float kColumnGap = 0.4F;  // in usual heights, at least
constexpr float kLongPart = 15;     // in usual heights: of prose, not of a table
constexpr double kFilled = 0.5;     // of the cells, at least
constexpr std::size_t kFewestRows = 2;

struct Part {
  std::string text;
  Bounds box;  // on the page turned straight
  std::size_t line = 0;
};

// A line in parts; most are one.
void AddParts(const Page& page, std::size_t index, std::vector<Part>& parts) {
  const Line& line = page.lines[index];
  const Bounds whole = BoundsTurned(line.box, page.angle);
  const float gap = kPartGap * (whole.bottom - whole.top);
  if (line.words.empty() || line.quarter_turns != page.quarter_turns) {
    parts.push_back({line.text, whole, index});
    return;
  }
  bool first = true;
  for (const Word& word : line.words) {
    const Bounds box = BoundsTurned(word.box, page.angle);
    if (first || box.left - parts.back().box.right > gap) {
      parts.push_back({word.text, {box.left, whole.top, box.right, whole.bottom}, index});
      first = false;
      continue;
    }
    Part& part = parts.back();
    if (!IsCjk(word.text) || !IsCjk(LastCharacter(part.text))) part.text += ' ';
    part.text += word.text;
    part.box.right = std::max(part.box.right, box.right);
  }
  // What is one part keeps the text as it was read, spaces and all.
  if (parts.back().line == index && (parts.size() == 1 || parts[parts.size() - 2].line != index))
    parts.back() = {line.text, whole, index};
}

using Rows = std::vector<std::vector<Part>>;

// The gaps that run through nearly all of the rows, as the middles between columns.
std::vector<float> Separators(const Rows& rows, float unit) {
  struct Edge {
    float at;
    int change;
  };
  std::vector<Edge> edges;
  std::size_t voices = 0;
  for (const auto& row : rows) {
    if (row.size() < 2) continue;
    ++voices;
    for (const Part& part : row) {
      edges.push_back({part.box.left, 1});
      edges.push_back({part.box.right, -1});
    }
  }
  std::ranges::sort(edges, {}, [](const Edge& e) { return std::pair(e.at, e.change); });
  const int tolerance = static_cast<int>(voices / 8);
  std::vector<float> separators;
  int covering = 0;
  float open = 0;  // where the gap began
  bool in_gap = false;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (in_gap && covering + edges[i].change > tolerance) {
      if (edges[i].at - open >= kColumnGap * unit) separators.push_back((open + edges[i].at) / 2);
      in_gap = false;
    }
    covering += edges[i].change;
    if (!in_gap && covering <= tolerance && edges[i].change < 0) {
      in_gap = true;
      open = edges[i].at;
    }
  }
  return separators;
}

std::size_t ColumnOf(float x, const std::vector<float>& separators) {
  return static_cast<std::size_t>(std::ranges::upper_bound(separators, x) - separators.begin());
}

// Rows of one table, or nothing if it is none.
void AddTable(const Rows& rows, float unit, std::vector<Table>& tables) {
  std::size_t parts = 0, several = 0;
  std::vector<float> widths;
  for (const auto& row : rows) {
    parts += row.size();
    several += row.size() > 1 ? 1 : 0;
    for (const Part& part : row) widths.push_back(part.box.right - part.box.left);
  }
  if (several < kFewestRows) return;
  const auto middle = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
  std::ranges::nth_element(widths, middle);
  if (*middle > kLongPart * unit) return;
  const std::vector<float> separators = Separators(rows, unit);
  const std::size_t columns = separators.size() + 1;
  if (columns < 2 || (columns == 2 && several < kFewestRows + 1)) return;
  if (static_cast<double>(parts) < kFilled * static_cast<double>(rows.size() * columns)) return;

  Table table;
  for (const auto& row : rows) {
    std::vector<TableCell>& cells = table.rows.emplace_back();
    std::size_t next = 0;  // the column after the last cell
    for (const Part& part : row) {
      // By a little less than the part, so that one that leans over a gap does not span it.
      const float margin = std::min(0.5F * unit, 0.25F * (part.box.right - part.box.left));
      const std::size_t from = ColumnOf(part.box.left + margin, separators);
      const std::size_t to = ColumnOf(part.box.right - margin, separators);
      if (table.lines.empty() || table.lines.back() != part.line) table.lines.push_back(part.line);
      if (from < next) {  // two parts in one column
        cells.back().text += ' ' + part.text;
        continue;
      }
      for (; next < from; ++next) cells.push_back({});
      cells.push_back({part.text, to - from + 1});
      next = to + 1;
    }
    for (; next < columns; ++next) cells.push_back({});
  }
  std::ranges::sort(table.lines);
  table.lines.erase(std::ranges::unique(table.lines).begin(), table.lines.end());
  tables.push_back(std::move(table));
}

}  // namespace

std::vector<Table> FindTables(const Page& page) {
  std::vector<Part> parts;
  std::vector<float> heights;
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    AddParts(page, i, parts);
    heights.push_back(parts.back().box.bottom - parts.back().box.top);
  }
  if (heights.empty()) return {};
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::ranges::nth_element(heights, middle);
  const float unit = std::max(1.0F, *middle);

  std::vector<Table> tables;
  Rows run;
  float bottom = 0;
  const auto end_run = [&] {
    while (!run.empty() && run.back().size() < 2) run.pop_back();  // a caption below
    while (!run.empty() && run.front().size() < 2) run.erase(run.begin());
    AddTable(run, unit, tables);
    run.clear();
  };
  for (std::vector<Part>& row : IntoRows(std::move(parts))) {
    if (!run.empty() && row.front().box.top - bottom > kRowGap * unit) end_run();
    // Two rows of one part each are prose.
    if (row.size() < 2 && !run.empty() && run.back().size() < 2) end_run();
    for (const Part& part : row) bottom = std::max(run.empty() ? 0 : bottom, part.box.bottom);
    run.push_back(std::move(row));
  }
  end_run();
  std::ranges::sort(tables, {}, [](const Table& t) { return t.lines.front(); });
  return tables;
}

}  // namespace cutline::ocr
