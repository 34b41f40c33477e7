#pragma once
#include <algorithm>
#include <vector>

#include "ocr/page.h"
#include "ocr/stable_sort.h"

namespace cutline::ocr {

// Things with a `box` in rows from top to bottom, each from left to right: a new row begins where
// one overlaps the row by less than half of the lower of the two. Equal places keep their order.
template <class Item>
[[nodiscard]] std::vector<std::vector<Item>> IntoRows(std::vector<Item> items) {
  SortStably(items, [](const Item& i) { return i.box.top + i.box.bottom; });
  std::vector<std::vector<Item>> rows;
  for (Item& item : items) {
    if (!rows.empty()) {
      const Bounds& row = rows.back().front().box;
      const float overlap = std::min(row.bottom, item.box.bottom) - std::max(row.top, item.box.top);
      const float lower = std::min(row.bottom - row.top, item.box.bottom - item.box.top);
      if (overlap >= 0.5F * lower) {
        rows.back().push_back(std::move(item));
        continue;
      }
    }
    rows.emplace_back().push_back(std::move(item));
  }
  for (auto& row : rows) SortStably(row, [](const Item& i) { return i.box.left; });
  return rows;
}

}  // namespace cutline::ocr
