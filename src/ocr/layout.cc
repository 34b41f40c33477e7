#include "ocr/layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ocr/rows.h"

namespace cutline::ocr {
namespace {

constexpr float kColumnGap = 1.5F;  // of the usual line height
constexpr float kBlockGap = 1.0F;
constexpr float kParagraphGap = 0.8F;
constexpr std::size_t kColumnLines = 3;

// A line's box as it lies when the page is turned upright.
struct Item {
  std::size_t line = 0;
  Bounds box;
  [[nodiscard]] float height() const { return box.bottom - box.top; }
};

// How most of the text runs, each line by its length.
int TurnsOf(const Page& page) {
  std::array<double, 4> lengths{};
  for (const Line& line : page.lines) {
    lengths[static_cast<std::size_t>(line.quarter_turns)] +=
        std::max(WidthOf(line.box), HeightOf(line.box));
  }
  return static_cast<int>(std::ranges::max_element(lengths) - lengths.begin());
}

// In which direction most of the text runs: that of the lines that are turned as most are.
float AngleOf(const Page& page) {
  constexpr float kStraight = 0.5F;  // degrees
  Point sum;
  for (const Line& line : page.lines) {
    if (line.quarter_turns != page.quarter_turns) continue;
    const Point along = AlongText(line);
    sum = {sum.x + along.x, sum.y + along.y};
  }
  const float angle = std::atan2(sum.y, sum.x) * 180 / std::numbers::pi_v<float>;
  const float straight = std::round(angle / 90) * 90;
  return std::abs(angle - straight) < kStraight ? straight : angle;
}

float UsualHeight(const std::vector<Item>& items) {
  std::vector<float> heights;
  for (const Item& item : items) heights.push_back(item.height());
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::ranges::nth_element(heights, middle);
  return *middle;
}

// Parts of a block in reading order. Leaves hold items that no cut parts.
class Cutter {
 public:
  explicit Cutter(float unit) : unit_(unit) {}
  std::vector<std::vector<Item>> leaves;

  void Cut(std::vector<Item> items) {
    if (items.size() < 2) return Leaf(std::move(items));
    // A heading above columns is parted off first; the columns below it then show.
    if (Split(
            items, kBlockGap * unit_, 1, [](const Item& i) { return i.box.top; },
            [](const Item& i) { return i.box.bottom; }))
      return;
    if (Split(
            items, kColumnGap * unit_, kColumnLines, [](const Item& i) { return i.box.left; },
            [](const Item& i) { return i.box.right; }))
      return;
    Leaf(std::move(items));
  }

 private:
  // Cuts at the widest gap between `from` and `to` of neighbours that is at least `gap` and
  // has `fewest` items on each side. False where there is none.
  template <class From, class To>
  bool Split(std::vector<Item>& items, float gap, std::size_t fewest, const From& from,
             const To& to) {
    std::ranges::sort(items, {}, [&](const Item& i) { return std::pair(from(i), i.line); });
    float reach = to(items[0]);
    float widest = gap;
    std::size_t at = 0;
    for (std::size_t i = 1; i < items.size(); ++i) {
      const float width = from(items[i]) - reach;
      const bool enough = i >= fewest && items.size() - i >= fewest;
      if (enough && width >= widest) {
        widest = width;
        at = i;
      }
      reach = std::max(reach, to(items[i]));
    }
    if (at == 0) return false;
    const auto middle = items.begin() + static_cast<std::ptrdiff_t>(at);
    Cut({items.begin(), middle});
    Cut({middle, items.end()});
    return true;
  }

  void Leaf(std::vector<Item> items) { leaves.push_back(std::move(items)); }

  float unit_;
};

}  // namespace

void KeepOrder(Page& page) {
  page.paragraphs.clear();
  if (page.lines.empty()) return;
  page.quarter_turns = TurnsOf(page);
  page.angle = AngleOf(page);
  page.paragraphs.push_back({0, page.lines.size()});
}

void ArrangePage(Page& page) {
  page.paragraphs.clear();
  if (page.lines.empty()) return;
  page.quarter_turns = TurnsOf(page);
  page.angle = AngleOf(page);
  std::vector<Item> items;
  for (std::size_t i = 0; i < page.lines.size(); ++i)
    items.push_back({i, BoundsTurned(page.lines[i].box, page.angle)});
  const float unit = std::max(1.0F, UsualHeight(items));
  Cutter cutter(unit);
  cutter.Cut(std::move(items));

  std::vector<Line> ordered;
  for (std::vector<Item>& leaf : cutter.leaves) {
    float bottom = 0;
    bool first = true;
    for (const std::vector<Item>& row : IntoRows(std::move(leaf))) {
      if (first || row.front().box.top - bottom > kParagraphGap * unit) {
        page.paragraphs.push_back({ordered.size(), 0});
      }
      first = false;
      for (const Item& item : row) {
        bottom = std::max(bottom, item.box.bottom);
        ordered.push_back(std::move(page.lines[item.line]));
        ++page.paragraphs.back().count;
      }
    }
  }
  page.lines = std::move(ordered);
}

}  // namespace cutline::ocr
