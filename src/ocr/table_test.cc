#include "ocr/table.h"

#include <gtest/gtest.h>

#include "ocr/layout.h"

namespace cutline::ocr {
namespace {

void Add(Page& page, float left, float top, const std::string& text) {
  const float right = left + 10 * static_cast<float>(text.size());
  Line line;
  line.text = text;
  line.score = 0.9F;
  line.box = {{{left, top}, {right, top}, {right, top + 20}, {left, top + 20}}};
  line.words = {{.text = text, .score = 0.9F, .box = line.box}};
  page.lines.push_back(line);
}

std::vector<std::vector<std::string>> Texts(const Table& table) {
  std::vector<std::vector<std::string>> texts;
  for (const auto& row : table.rows) {
    texts.emplace_back();
    for (const TableCell& cell : row)
      texts.back().push_back(cell.span == 1 ? cell.text
                                            : fmt::format("{}*{}", cell.text, cell.span));
  }
  return texts;
}

Page Invoice() {
  Page page{.size = {900, 600}};
  Add(page, 20, 10, "Invoice number 4711 of the year 2026");
  Add(page, 20, 100, "Item");
  Add(page, 300, 100, "Count");
  Add(page, 500, 100, "Price");
  Add(page, 20, 130, "Lamp");
  Add(page, 310, 130, "2");
  Add(page, 500, 130, "12.50");
  Add(page, 20, 160, "Cable");
  Add(page, 500, 160, "3.00");
  Add(page, 20, 190, "Thank you very much for buying here today, come again");
  ArrangePage(page);
  return page;
}

TEST(Table, RowsAndColumnsByAlignment) {
  const std::vector<Table> tables = FindTables(Invoice());
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(Texts(tables[0]),
            (std::vector<std::vector<std::string>>{
                {"Item", "Count", "Price"}, {"Lamp", "2", "12.50"}, {"Cable", "", "3.00"}}));
  EXPECT_EQ(tables[0].lines.size(), 8U);
}

TEST(Table, WordsFarApartAreCellsOfTheirOwn) {
  Page page{.size = {900, 600}};
  for (int row = 0; row < 3; ++row) {
    const auto top = static_cast<float>(30 * row);
    Line line;
    line.text = "tea 3 9.50";
    line.box = {{{0, top}, {500, top}, {500, top + 20}, {0, top + 20}}};
    for (const auto& [left, text] :
         std::vector<std::pair<float, std::string>>{{0, "tea"}, {200, "3"}, {440, "9.50"}}) {
      const float right = left + 12 * static_cast<float>(text.size());
      line.words.push_back(
          {text, 0.9F, {{{left, top}, {right, top}, {right, top + 20}, {left, top + 20}}}});
    }
    page.lines.push_back(line);
  }
  ArrangePage(page);
  const std::vector<Table> tables = FindTables(page);
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(Texts(tables[0])[2], (std::vector<std::string>{"tea", "3", "9.50"}));
}

TEST(Table, ACellOverSeveralColumnsSpansThem) {
  Page page{.size = {900, 600}};
  Add(page, 20, 0, "one");
  Add(page, 300, 0, "over two columns, say");
  for (int row = 1; row < 9; ++row) {
    const auto top = static_cast<float>(30 * row);
    Add(page, 20, top, "a");
    Add(page, 300, top, "b");
    Add(page, 480, top, "c");
  }
  ArrangePage(page);
  const std::vector<Table> tables = FindTables(page);
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(Texts(tables[0])[0], (std::vector<std::string>{"one", "over two columns, say*2"}));
  EXPECT_EQ(Texts(tables[0])[1], (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Table, ProseIsNone) {
  Page page{.size = {1600, 600}};
  for (int row = 0; row < 8; ++row) {
    const auto top = static_cast<float>(30 * row);
    Add(page, 20, top, "a line of a column of prose, as newspapers have it");
    Add(page, 700, top, "and its neighbour in the other column on the right");
  }
  ArrangePage(page);
  EXPECT_TRUE(FindTables(page).empty());
  EXPECT_TRUE(FindTables(Page{}).empty());
}

TEST(Table, LiesAslantAsThePageDoes) {
  Page page = Invoice();
  for (Line& line : page.lines) {
    const auto turn = [](Quad& quad) {
      for (Point& p : quad) p = {p.x * 0.9659F - p.y * 0.2588F, p.x * 0.2588F + p.y * 0.9659F};
    };
    turn(line.box);
    for (Word& word : line.words) turn(word.box);
  }
  ArrangePage(page);
  EXPECT_NEAR(page.angle, 15, 0.1);
  const std::vector<Table> tables = FindTables(page);
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(Texts(tables[0])[2], (std::vector<std::string>{"Cable", "", "3.00"}));
}

}  // namespace
}  // namespace cutline::ocr
