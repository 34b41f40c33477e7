#pragma once
#include <functional>
#include <string>
#include <vector>

#include "image/pixels.h"
#include "inference/engine.h"
#include "models/catalogue.h"

namespace cutline::matting {

// Mean absolute error of two masks of one size, 0..1.
[[nodiscard]] double MaskMae(const image::Image& a, const image::Image& b);
// Intersection over union (Jaccard, 1912) of the pixels >= 128; 1 when both are empty.
[[nodiscard]] double MaskIou(const image::Image& a, const image::Image& b);

struct CalibrationInput {
  models::ModelEntry entry;
  std::filesystem::path file;
  std::string sha256;
  int threads = 1;
  std::string cpu_features;  // noted in the rows
};

// Called before each inference: precision, pictures done, pictures in all.
using OnCalibration =
    std::function<void(std::string_view precision, std::size_t done, std::size_t total)>;

// Runs the model at every precision of this CPU on the same pictures (3 or 4 channels)
// and measures speed, and the masks' error against its own f32. Rows start with f32.
// Fails as Engine::Load and Network::Infer do. REQUIRES: pictures is not empty.
[[nodiscard]] Result<std::vector<models::PrecisionRow>> Calibrate(
    inference::Engine& engine, const CalibrationInput& input,
    const std::vector<image::Image>& pictures, const Context& context,
    const OnCalibration& progress);

// Pictures to calibrate on where the user has none: soft-edged figures on textured
// grounds, the same on every machine. A rough stand-in for photographs.
[[nodiscard]] std::vector<image::Image> SamplePictures(int count, image::Size size);

}  // namespace cutline::matting
