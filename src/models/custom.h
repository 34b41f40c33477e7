#pragma once
#include <filesystem>
#include <string>

#include "models/catalogue.h"

namespace cutline::models {

// Preprocessing as a person writes it in flags or a configuration file.
struct PreprocessingText {
  std::string size;            // "320", "1024x684" (width x height); empty: as the network says
  std::string mean = "0,0,0";  // three numbers, or "imagenet"
  std::string deviation = "1,1,1";  // three numbers above 0, or "imagenet"
  std::string scale = "maximum";    // or "255"
};

// kInvalidArgument with the field named. An empty size gives 0×0.
[[nodiscard]] Result<Preprocessing> ParsePreprocessing(const PreprocessingText& text);

// An entry for a model file of one's own, which stays where it is (Store::OpenAt,
// ModelPool::AddCustom). `name` empty takes the file's; an input of 0×0 takes the
// network's own size. kInvalidArgument (name, or no size anywhere), kNotFound, kIo, or
// kUnprocessable where the file is no model or does not fit `input`.
[[nodiscard]] Result<ModelEntry> CustomEntry(const std::filesystem::path& path,
                                             const std::string& name, const Preprocessing& input,
                                             OutputTreatment output);

}  // namespace cutline::models
