#pragma once
#include <string>
#include <vector>

#include "ocr/page.h"

namespace cutline::ocr {

struct TableCell {
  std::string text;      // empty where the row has nothing in this column
  std::size_t span = 1;  // columns
};

struct Table {
  std::vector<std::vector<TableCell>> rows;  // the spans of each add up to the same
  std::vector<std::size_t> lines;            // those of the page that stand in it, in order
};

// The tables of a page, by alignment: neighbouring rows, most of them with several parts, between
// which the same vertical gaps run through. A line counts in parts where the distance between two
// words is wider than the line is high. Two columns of prose are no table: their parts are long.
// In the order of their first lines. REQUIRES: ArrangePage has seen the page.
[[nodiscard]] std::vector<Table> FindTables(const Page& page);

}  // namespace cutline::ocr
