#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "models/catalogue.h"
#include "task/task.h"

namespace cutline::ocr {

// Texts of the same pictures as two readers have them; each text holds a line a line.
struct TextError {
  double cer = 0;          // edits (Levenshtein, 1966) a character of `reference`
  double exact_lines = 1;  // share of the lines of `reference` that the other has too
};
// REQUIRES: both are as long.
[[nodiscard]] TextError CompareTexts(const std::vector<std::string>& reference,
                                     const std::vector<std::string>& read);

struct CalibrationInput {
  const models::ModelEntry& model;           // a recogniser, or a detector
  std::vector<std::string_view> precisions;  // of this CPU; f32 among them
  std::string cpu_features;                  // noted in the rows
};

// Called before each picture: precision, pictures done, pictures in all.
using OnCalibration =
    std::function<void(std::string_view precision, std::size_t done, std::size_t total)>;

// Reads the picture files at every precision and measures speed (of the model's own stage), and
// the text's error against what f32 reads. The model runs with the task's default for its partner,
// at the same precision, so a row tells what both of them lose. Rows start with f32. Fails as
// its Run does, and with kUnprocessable where there is no text in the pictures.
// REQUIRES: `task` is an OcrTask; pictures is not empty.
[[nodiscard]] Result<std::vector<models::PrecisionRow>> Calibrate(
    const task::Task& task, const CalibrationInput& input, const std::vector<ByteBuffer>& pictures,
    const Context& context, const OnCalibration& progress);

// Pages to calibrate on where the user has none: drawn Chinese and English lines, the same
// wherever the same fonts are. A rough stand-in for scans. kUnavailable where there is no font.
[[nodiscard]] Result<std::vector<ByteBuffer>> SamplePages();

}  // namespace cutline::ocr
