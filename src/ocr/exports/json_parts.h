#pragma once
#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "ocr/page.h"

// What json, jsonl and rapidocr have in common.
namespace cutline::ocr {

// Four corners [x, y], with one decimal.
[[nodiscard]] boost::json::array BoxJson(const Quad& quad);

// text, score (four decimals) and box; of a word, a line, and of lines that make a paragraph.
[[nodiscard]] boost::json::object WordJson(const Word& word);
[[nodiscard]] boost::json::object LineJson(const Line& line);
[[nodiscard]] boost::json::object ParagraphJson(std::span<const Line> lines, image::Size page);

// The object on one line, ended by \n.
[[nodiscard]] std::string JsonLine(const boost::json::object& object);

}  // namespace cutline::ocr
