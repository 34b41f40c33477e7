#pragma once
#include <span>
#include <string>

#include "base/option.h"

namespace cutline::ocr {

// How one picture is read.
struct OcrOptions {
  std::string model;      // recogniser; empty: the task's default
  std::string detector;   // empty: the task's default
  std::string precision;  // empty: the program's default
  bool detect = true;     // false: the picture is one line
  float min_score = 0.5F;
  bool json = false;
};

[[nodiscard]] std::span<const OptionDecl> OcrOptionDecls();

// REQUIRES: `values` are of OcrOptionDecls().
[[nodiscard]] OcrOptions ParseOcrOptions(const OptionValues& values);

}  // namespace cutline::ocr
