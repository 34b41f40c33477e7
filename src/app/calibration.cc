#include "app/calibration.h"

#include <cmath>

#include "app/tasks.h"
#include "base/cpu.h"
#include "base/file.h"
#include "image/decode.h"
#include "image/resample.h"
#include "matting/calibrate.h"
#include "ocr/calibrate.h"

namespace cutline::app {
namespace {

constexpr int kSampleCount = 8;
constexpr image::Size kSampleSize{800, 600};
// Enough for a mean that holds; a folder of a thousand would take an hour at no gain.
constexpr std::size_t kMostPictures = 64;

// The files of a folder, in order of name, up to kMostPictures that `take` has use for.
template <typename Take>
Status ReadFolder(const Settings& settings, const std::filesystem::path& folder, Take take) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(folder, error))
    files.push_back(file.path());
  if (error) {
    return NotFound({fmt::format("The folder {} can't be read.", folder.string()),
                     fmt::format("无法读取目录 {}。", folder.string())})
        .WithDetail(error.message());
  }
  std::sort(files.begin(), files.end());
  std::size_t taken = 0;
  for (const std::filesystem::path& file : files) {
    if (taken == kMostPictures) break;
    auto bytes = ReadFile(file, static_cast<std::uint64_t>(settings.values().Integer("max-body")));
    if (bytes && take(std::move(*bytes))) ++taken;
  }
  if (taken > 0) return {};
  return NotFound({fmt::format("There is no picture in {}.", folder.string()),
                   fmt::format("{} 中没有图片。", folder.string())});
}

// At most a megapixel: no network sees more, and all of them stay in memory.
image::Image Reduced(image::Image picture) {
  constexpr double kMostPixels = 1 << 20;
  const double shrink =
      std::sqrt(kMostPixels / (static_cast<double>(picture.width()) * picture.height()));
  if (!(shrink < 1)) return picture;
  return image::ResizeLanczos(picture, {std::max(1, static_cast<int>(picture.width() * shrink)),
                                        std::max(1, static_cast<int>(picture.height() * shrink))});
}

Result<std::vector<image::Image>> Photographs(const Settings& settings,
                                              const std::filesystem::path& folder,
                                              const Context& context) {
  if (folder.empty()) return matting::SamplePictures(kSampleCount, kSampleSize);
  std::vector<image::Image> pictures;
  CUTLINE_RETURN_IF_ERROR(ReadFolder(settings, folder, [&](ByteBuffer file) {
    auto picture = image::Decode(file, DecodeLimitsOf(settings), context);
    if (picture) pictures.push_back(Reduced(std::move(*picture)));
    return picture.has_value();
  }));
  return pictures;
}

Result<std::vector<ByteBuffer>> Pages(const Settings& settings,
                                      const std::filesystem::path& folder) {
  if (folder.empty()) return ocr::SamplePages();
  std::vector<ByteBuffer> pages;
  CUTLINE_RETURN_IF_ERROR(ReadFolder(settings, folder, [&](ByteBuffer file) {
    const bool is_picture = image::Probe(file, DecodeLimitsOf(settings)).has_value();
    if (is_picture) pages.push_back(std::move(file));
    return is_picture;
  }));
  return pages;
}

}  // namespace

Result<std::vector<models::PrecisionRow>> CalibrateModel(
    const Settings& settings, Rooms& rooms, const models::Catalogue& catalogue,
    const models::Store& store, std::string_view model, const std::filesystem::path& images,
    const models::OnProgress& progress, const Context& context) {
  CUTLINE_ASSIGN_OR_RETURN(const models::ModelEntry* const entry, catalogue.Find(model));
  if (!models::CanBeCalibrated(*entry)) {
    return std::unexpected(
        InvalidArgument(
            {fmt::format("{} can't be calibrated: only models that make masks, and "
                         "those that find or read lines of text.",
                         entry->name),
             fmt::format("{} 无法校准：仅支持生成蒙版、检测或识别文字行的模型。", entry->name)})
            .WithField("model"));
  }
  CUTLINE_ASSIGN_OR_RETURN(const models::Located located, store.Open(*entry));

  const std::vector<inference::Precision> precisions = rooms.engine().precisions();
  std::string current;
  std::size_t finished = 0;  // precisions before the current one
  const auto on_inference = [&](std::string_view precision, std::size_t done, std::size_t total) {
    if (!current.empty() && current != precision) ++finished;
    current = precision;
    if (progress) progress({.done = finished * total + done, .total = precisions.size() * total});
  };
  const std::string cpu_features = DetectCpu().Features();
  const auto measure = [&]() -> Result<std::vector<models::PrecisionRow>> {
    if (models::IsText(entry->output)) {
      CUTLINE_ASSIGN_OR_RETURN(const task::Task* const reader, rooms.tasks().Find(entry->task));
      CUTLINE_ASSIGN_OR_RETURN(const std::vector<ByteBuffer> pages, Pages(settings, images));
      ocr::CalibrationInput input{.model = *entry, .precisions = {}, .cpu_features = cpu_features};
      for (const inference::Precision precision : precisions)
        input.precisions.push_back(inference::PrecisionName(precision));
      return ocr::Calibrate(*reader, input, pages, context, on_inference);
    }
    CUTLINE_ASSIGN_OR_RETURN(const std::vector<image::Image> pictures,
                             Photographs(settings, images, context));
    return matting::Calibrate(rooms.engine(),
                              {.entry = *entry,
                               .file = located.path,
                               .sha256 = located.sha256,
                               .threads = settings.threads(),
                               .cpu_features = cpu_features},
                              pictures, context, on_inference);
  };
  CUTLINE_ASSIGN_OR_RETURN(std::vector<models::PrecisionRow> rows, measure());
  CUTLINE_RETURN_IF_ERROR(rooms.calibrations().Save(entry->name, located.sha256, rows));
  return rows;
}

}  // namespace cutline::app
