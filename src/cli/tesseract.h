#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

// The command line of Tesseract 5 in front of the task "ocr", for programs that call
// `tesseract`. docs/ocr-tesseract.md lists the differences.
namespace cutline::cli {

// True for a program's name that asks for this command line: "tesseract", "/opt/bin/tesseract".
[[nodiscard]] bool IsTesseract(std::string_view program);

struct TesseractCall {
  enum class Kind { kRead, kHelp, kVersion, kLanguages };
  Kind kind = Kind::kRead;
  std::vector<std::string> arguments;  // kRead: the same as a command line of cutline, "ocr" first
  std::vector<Sentence> left_out;      // what was asked for and changes nothing here
};

// Translates the words after "tesseract". kInvalidArgument for what Tesseract refuses too,
// kUnsupported for what it offers and cutline doesn't; both name what there is.
[[nodiscard]] Result<TesseractCall> ReadTesseract(std::span<const std::string> words);

}  // namespace cutline::cli
