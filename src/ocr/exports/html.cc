// HTML 5 for people: paragraphs with their lines, tables as tables, pages as sections.
#include <fmt/format.h>

#include <algorithm>

#include "ocr/exports/escape.h"
#include "ocr/exports/exporters.h"
#include "ocr/exports/parts.h"
#include "ocr/table.h"

namespace cutline::ocr {
namespace {

std::string Html(const Table& table) {
  std::string html = "<table>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (const TableCell& cell : row) {
      html += cell.span == 1 ? "<td>" : fmt::format("<td colspan=\"{}\">", cell.span);
      html += XmlEscaped(OneLine(cell.text)) + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</table>\n";
}

class HtmlExporter final : public Exporter {
 public:
  explicit HtmlExporter(const ExportOptions& options) : tables_only_(options.tables_only) {
    html_ = fmt::format(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n"
        "<style>table{{border-collapse:collapse}}td{{border:1px solid #999;padding:.2em .6em}}"
        "</style>\n</head>\n<body>\n",
        XmlEscaped(OneLine(options.source)));
  }

  Status Add(const Page& page, const PagePicture&) override {
    const std::vector<Table> tables = FindTables(page);
    html_ += "<section>\n";
    if (tables_only_) {
      for (const Table& table : tables) html_ += Html(table);
      has_tables_ = has_tables_ || !tables.empty();
    } else {
      AddAll(page, tables);
    }
    html_ += "</section>\n";
    return {};
  }

  Result<ByteBuffer> Finish() override {
    html_ += "</body>\n</html>\n";
    return ByteBuffer(html_.begin(), html_.end());
  }

  std::string_view note() const override {
    return tables_only_ && !has_tables_ ? kNoTables : std::string_view();
  }

 private:
  // A table stands where its first line does.
  void AddAll(const Page& page, const std::vector<Table>& tables) {
    for (const Paragraph& paragraph : page.paragraphs) {
      std::string text;
      const auto end_text = [&] {
        if (!text.empty()) html_ += "<p>" + text + "</p>\n";
        text.clear();
      };
      for (std::size_t i = paragraph.first; i < paragraph.first + paragraph.count; ++i) {
        const auto table = std::ranges::find_if(
            tables, [i](const Table& t) { return std::ranges::binary_search(t.lines, i); });
        if (table == tables.end()) {
          if (!text.empty()) text += "<br>\n";
          text += XmlEscaped(OneLine(page.lines[i].text));
        } else if (table->lines.front() == i) {
          end_text();
          html_ += Html(*table);
        }
      }
      end_text();
    }
  }

  bool tables_only_, has_tables_ = false;
  std::string html_;
};

}  // namespace

std::unique_ptr<Exporter> MakeHtmlExporter(const ExportOptions& options) {
  return std::make_unique<HtmlExporter>(options);
}

}  // namespace cutline::ocr
