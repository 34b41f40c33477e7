#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cutline::cli {

// Columns of a terminal that UTF-8 text takes: wide East Asian characters count two.
[[nodiscard]] int DisplayWidth(std::string_view text);

// Text in aligned columns, two blanks apart; the last column is not padded.
class Table {
 public:
  explicit Table(std::vector<std::string> head) : rows_{std::move(head)} {}
  // REQUIRES: as many cells as the head has.
  void Add(std::vector<std::string> row);
  [[nodiscard]] std::string Render() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace cutline::cli
