#pragma once
#include <filesystem>
#include <string>

#include "models/catalogue.h"
#include "models/input_file.h"
#include "models/onnx_check.h"

namespace cutline::models {

// A file whose content was read through and found good.
struct Verification {
  FileStamp stamp;
  std::string sha256;
  std::string md5;  // empty where no accepted file needs it
};

// Whether a network can serve the entry: one input, four dimensions (batch, channels,
// height, width) of the entry's size. kUnprocessable with the reason. Prompted networks
// have shapes of their own and pass, and so does TFLite, whose shape the runtime tells.
[[nodiscard]] Status CheckShape(const ModelEntry& entry, const OnnxSummary& summary);

// The cheap half: kind, shape and size, without reading the weights.
[[nodiscard]] Status CheckOutside(const ModelEntry& entry, const InputFile& file);

// Everything, the hash included: one pass over the file. kNotFound, kIo or
// kUnprocessable with the reason.
[[nodiscard]] Result<Verification> VerifyFile(const ModelEntry& entry,
                                              const std::filesystem::path& path);

// Whether a content with these hashes is one that the entry accepts.
[[nodiscard]] bool Accepts(const ModelEntry& entry, const Verification& found);

}  // namespace cutline::models
