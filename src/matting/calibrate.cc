#include "matting/calibrate.h"

#include <cmath>

#include "base/check.h"
#include "matting/segmenter.h"

namespace cutline::matting {
namespace {

struct Measured {
  std::vector<image::Image> masks;  // one a picture, at the picture's size
  double images_per_second = 0;     // inference alone
};

Result<Measured> MeasureOne(inference::Engine& engine, const CalibrationInput& input,
                            inference::Precision precision,
                            const std::vector<image::Image>& pictures, const Context& context,
                            const OnCalibration& progress) {
  inference::LoadOptions load{
      .model = input.file,
      .sha256 = input.sha256,
      .precision = precision,
      .threads = input.threads,
      .input_shape = {1, 3, input.entry.input.height, input.entry.input.width},
      .cache_dir = {}};
  inference::LoadedModel model{
      .entry = input.entry, .choice = {.precision = precision}, .network = {}};
  CUTLINE_ASSIGN_OR_RETURN(model.network, engine.Load(load));

  Measured measured;
  Duration inference{};
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (progress) progress(inference::PrecisionName(precision), i, pictures.size());
    CUTLINE_ASSIGN_OR_RETURN(Tensors tensors, PrepareTensors(pictures[i], model));
    if (i == 0) CUTLINE_RETURN_IF_ERROR(InferTensors(tensors, model, context));  // warm-up
    const TimePoint start = context.clock.Now();
    CUTLINE_RETURN_IF_ERROR(InferTensors(tensors, model, context));
    inference += context.clock.Now() - start;
    measured.masks.push_back(FinishMask(tensors, pictures[i].size(), model));
  }
  const double seconds = Milliseconds(inference) / 1e3;
  measured.images_per_second = seconds > 0 ? static_cast<double>(pictures.size()) / seconds : 0;
  return measured;
}

models::PrecisionRow Compare(const std::vector<image::Image>& reference, const Measured& measured) {
  models::PrecisionRow row;
  row.images_per_second = measured.images_per_second;
  row.iou_mean = 0;
  row.iou_min = 1;
  const auto count = static_cast<double>(reference.size());
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double mae = MaskMae(reference[i], measured.masks[i]);
    const double iou = MaskIou(reference[i], measured.masks[i]);
    row.mae_mean += mae / count;
    row.mae_max = std::max(row.mae_max, mae);
    row.iou_mean += iou / count;
    row.iou_min = std::min(row.iou_min, iou);
  }
  return row;
}

}  // namespace

double MaskMae(const image::Image& a, const image::Image& b) {
  CUTLINE_CHECK(a.size() == b.size() && a.channels() == 1 && b.channels() == 1);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < a.byte_count(); ++i) {
    sum += static_cast<std::uint64_t>(std::abs(a.data()[i] - b.data()[i]));
  }
  return static_cast<double>(sum) / 255.0 / static_cast<double>(a.byte_count());
}

double MaskIou(const image::Image& a, const image::Image& b) {
  CUTLINE_CHECK(a.size() == b.size() && a.channels() == 1 && b.channels() == 1);
  std::uint64_t both = 0;
  std::uint64_t either = 0;
  for (std::size_t i = 0; i < a.byte_count(); ++i) {
    const bool in_a = a.data()[i] >= 128;
    const bool in_b = b.data()[i] >= 128;
    both += in_a && in_b ? 1 : 0;
    either += in_a || in_b ? 1 : 0;
  }
  return either == 0 ? 1.0 : static_cast<double>(both) / static_cast<double>(either);
}

Result<std::vector<models::PrecisionRow>> Calibrate(inference::Engine& engine,
                                                    const CalibrationInput& input,
                                                    const std::vector<image::Image>& pictures,
                                                    const Context& context,
                                                    const OnCalibration& progress) {
  CUTLINE_CHECK(!pictures.empty());
  CUTLINE_ASSIGN_OR_RETURN(
      const Measured reference,
      MeasureOne(engine, input, inference::Precision::kF32, pictures, context, progress));
  std::vector<models::PrecisionRow> rows;
  for (const inference::Precision precision : engine.precisions()) {
    models::PrecisionRow row;
    if (precision == inference::Precision::kF32) {
      row = Compare(reference.masks, reference);
    } else {
      CUTLINE_ASSIGN_OR_RETURN(const Measured measured,
                               MeasureOne(engine, input, precision, pictures, context, progress));
      row = Compare(reference.masks, measured);
    }
    row.precision = std::string(inference::PrecisionName(precision));
    row.cpu = input.cpu_features;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<image::Image> SamplePictures(int count, image::Size size) {
  std::vector<image::Image> pictures;
  for (int n = 0; n < count; ++n) {
    image::Image picture(size, 3);
    const double angle = 0.7 * n;
    const double centre_x = 0.5 + 0.12 * std::cos(angle * 3);
    const double centre_y = 0.5 + 0.12 * std::sin(angle * 2);
    const double radius = 0.22 + 0.02 * (n % 5);
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        const double u = (x + 0.5) / size.width;
        const double v = (y + 0.5) / size.height;
        const double dx = u - centre_x;
        const double dy = (v - centre_y) * 0.8;
        // A blob whose outline waves, so that masks have curved and soft borders.
        const double outline = radius * (1 + 0.15 * std::sin(5 * std::atan2(dy, dx) + angle));
        const double inside = std::clamp((outline - std::hypot(dx, dy)) * 60 + 0.5, 0.0, 1.0);
        for (int c = 0; c < 3; ++c) {
          const double ground =
              150 + 60 * std::sin(u * 6 + c + angle) + 12 * std::sin(v * 90 + c * 2);
          const double figure =
              90 + 70 * std::cos(v * 9 + c * (1.5 + angle)) + 10 * std::sin(u * 130);
          picture.row(y)[x * 3 + c] = static_cast<std::uint8_t>(
              std::clamp(inside * figure + (1 - inside) * ground, 0.0, 255.0));
        }
      }
    }
    pictures.push_back(std::move(picture));
  }
  return pictures;
}

}  // namespace cutline::matting
