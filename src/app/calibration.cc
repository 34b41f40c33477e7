#include "app/calibration.h"

#include <cmath>

#include "app/tasks.h"
#include "base/cpu.h"
#include "base/file.h"
#include "image/decode.h"
#include "image/resample.h"
#include "matting/calibrate.h"

namespace cutline::app {
namespace {

constexpr int kSampleCount = 8;
constexpr image::Size kSampleSize{800, 600};
// Enough for a mean that holds; a folder of a thousand would take an hour at no gain.
constexpr std::size_t kMostPictures = 64;

// At most a megapixel: no network sees more, and all of them stay in memory.
image::Image Reduced(image::Image picture) {
  constexpr double kMostPixels = 1 << 20;
  const double shrink =
      std::sqrt(kMostPixels / (static_cast<double>(picture.width()) * picture.height()));
  if (!(shrink < 1)) return picture;
  return image::ResizeLanczos(picture, {std::max(1, static_cast<int>(picture.width() * shrink)),
                                        std::max(1, static_cast<int>(picture.height() * shrink))});
}

// The pictures of a folder, in order of name. Files that are none are left out.
Result<std::vector<image::Image>> ReadPictures(const Settings& settings,
                                               const std::filesystem::path& folder,
                                               const Context& context) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(folder, error))
    files.push_back(file.path());
  if (error) {
    return std::unexpected(NotFound({fmt::format("The folder {} can't be read.", folder.string()),
                                     fmt::format("无法读取目录 {}。", folder.string())})
                               .WithDetail(error.message()));
  }
  std::sort(files.begin(), files.end());
  std::vector<image::Image> pictures;
  for (const std::filesystem::path& file : files) {
    if (pictures.size() == kMostPictures) break;
    const auto bytes =
        ReadFile(file, static_cast<std::uint64_t>(settings.values().Integer("max-body")));
    if (!bytes) continue;
    auto picture = image::Decode(*bytes, DecodeLimitsOf(settings), context);
    if (picture) pictures.push_back(Reduced(std::move(*picture)));
  }
  if (pictures.empty()) {
    return std::unexpected(NotFound({fmt::format("There is no picture in {}.", folder.string()),
                                     fmt::format("{} 中没有图片。", folder.string())}));
  }
  return pictures;
}

}  // namespace

Result<std::vector<models::PrecisionRow>> CalibrateModel(
    const Settings& settings, Rooms& rooms, const models::Catalogue& catalogue,
    const models::Store& store, std::string_view model, const std::filesystem::path& images,
    const models::OnProgress& progress, const Context& context) {
  CUTLINE_ASSIGN_OR_RETURN(const models::ModelEntry* const entry, catalogue.Find(model));
  if (entry->task != "remove") {
    return std::unexpected(
        InvalidArgument(
            {fmt::format("{} can't be calibrated: only models that make masks can.", entry->name),
             fmt::format("{} 无法校准：仅支持生成蒙版的模型。", entry->name)})
            .WithField("model"));
  }
  CUTLINE_ASSIGN_OR_RETURN(const models::Located located, store.Open(*entry));
  std::vector<image::Image> pictures;
  if (images.empty()) {
    pictures = matting::SamplePictures(kSampleCount, kSampleSize);
  } else {
    CUTLINE_ASSIGN_OR_RETURN(pictures, ReadPictures(settings, images, context));
  }

  const std::size_t precisions = rooms.engine().precisions().size();
  std::string current;
  std::size_t finished = 0;  // precisions before the current one
  const auto on_inference = [&](std::string_view precision, std::size_t done, std::size_t total) {
    if (!current.empty() && current != precision) ++finished;
    current = precision;
    if (progress) progress({.done = finished * total + done, .total = precisions * total});
  };
  CUTLINE_ASSIGN_OR_RETURN(std::vector<models::PrecisionRow> rows,
                           matting::Calibrate(rooms.engine(),
                                              {.entry = *entry,
                                               .file = located.path,
                                               .sha256 = located.sha256,
                                               .threads = settings.threads(),
                                               .cpu_features = DetectCpu().Features()},
                                              pictures, context, on_inference));
  CUTLINE_RETURN_IF_ERROR(rooms.calibrations().Save(entry->name, located.sha256, rows));
  return rows;
}

}  // namespace cutline::app
