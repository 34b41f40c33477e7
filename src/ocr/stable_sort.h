#pragma once
#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace cutline::ocr {

// Sorts by ascending key; equal ones keep their order. In place of std::stable_sort, whose buffer
// is deprecated in the library that we build with.
template <class Item, class Key>
void SortStably(std::vector<Item>& items, const Key& key) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(key(items[i]), i); });
  std::vector<Item> sorted;
  sorted.reserve(items.size());
  for (const std::size_t i : order) sorted.push_back(std::move(items[i]));
  items = std::move(sorted);
}

}  // namespace cutline::ocr
