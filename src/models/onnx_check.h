#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/status.h"
#include "models/input_file.h"

namespace cutline::models {

struct OnnxSummary {
  std::vector<std::int64_t> input_shape;  // first non-initializer input; -1 for a free dimension
  int inputs = 0;                         // that are not initializers
  int outputs = 0;
  bool tflite = false;  // known by its magic only: nothing else is filled in
};

// Reads the outer structure of an ONNX file (protocol-buffer wire format) without
// running it. kUnprocessable with the reason: empty, HTML, a Git LFS pointer, not ONNX,
// truncated, or weights in external files (which could name any path). A TFLite file
// passes by its magic. Own code, because loading the runtime just to look is slow, and
// because no runtime may see a file that makes it open others.
[[nodiscard]] Result<OnnxSummary> CheckOnnx(const std::filesystem::path& path);
[[nodiscard]] Result<OnnxSummary> CheckOnnx(const InputFile& file);

}  // namespace cutline::models
