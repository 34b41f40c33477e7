#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/option.h"
#include "ocr/document.h"
#include "ocr/exports/export.h"
#include "ocr/languages.h"

namespace cutline::ocr {

// How one picture is read.
struct OcrOptions {
  std::string model;      // recogniser; empty: the task's default
  std::string detector;   // empty: the task's default
  std::string precision;  // empty: the program's default
  bool detect = true;     // false: the picture is one line
  float min_score = 0.5F;
  bool as_rapidocr = false;  // see RapidOcrRules
  Languages languages;
  std::string allowlist;          // characters; empty: all
  std::string words;              // to prefer, parted by commas
  double dots_per_inch = 200;     // at which pages of a PDF are drawn
  PageRange pages;                // of a PDF
  std::string format;             // a name in ExportFormats()
  bool tables_only = false;       // where the format knows tables
  std::vector<std::string> also;  // further ones
  std::optional<Detail> detail;   // empty: the format's own
  std::string source;             // name of the picture's file; may be empty
};

[[nodiscard]] std::span<const OptionDecl> OcrOptionDecls();

// REQUIRES: `values` are of OcrOptionDecls().
// kInvalidArgument for texts that mean nothing.
[[nodiscard]] Result<OcrOptions> ParseOcrOptions(const OptionValues& values);

}  // namespace cutline::ocr
