#include "app/tasks.h"

#include <array>

#include "matting/remove_options.h"
#include "matting/remove_task.h"
#include "ocr/ocr_options.h"
#include "ocr/ocr_task.h"

namespace cutline::app {
namespace {

constexpr std::array kOcrSideFiles = {cli::SideFile{
    .option = "draw",
    .format = "png",
    .help = "Also save the picture with boxes and what was read (Chinese needs a font "
            "such as fonts-noto-cjk); a place as for -o",
    .help_zh = "另存带文字框和识别结果的图片（中文需要 fonts-noto-cjk 等字体），"
               "写法同 -o"}};
constexpr std::array<std::string_view, 1> kOcrExtraExtensions = {".pdf"};

}  // namespace

std::vector<cli::TaskSummary> TaskSummaries() {
  using matting::RemoveTask;
  using ocr::OcrTask;
  return {{.name = RemoveTask::kName,
           .summary = RemoveTask::kSummary,
           .summary_zh = RemoveTask::kSummaryZh,
           .options = matting::RemoveOptionDecls(),
           .formats = RemoveTask::kFormats,
           .suffix = "cutout"},
          {.name = OcrTask::kName,
           .summary = OcrTask::kSummary,
           .summary_zh = OcrTask::kSummaryZh,
           .options = ocr::OcrOptionDecls(),
           .formats = ocr::ExportFormats(),
           .suffix = "",
           .prints = true,
           .side_files = kOcrSideFiles,
           .extra_extensions = kOcrExtraExtensions}};
}

image::DecodeLimits DecodeLimitsOf(const Settings& settings) {
  const OptionValues& values = settings.values();
  return {.max_pixels = values.Integer("max-pixels"),
          .max_side = static_cast<int>(values.Integer("max-side"))};
}

task::Registry MakeTasks(inference::ModelPool& models, const Settings& settings) {
  task::Registry tasks;
  tasks.Add(std::make_unique<matting::RemoveTask>(
      models, matting::RemoveTaskOptions{.default_model = settings.model(),
                                         .default_precision = settings.values().Text("precision"),
                                         .limits = DecodeLimitsOf(settings)}));
  tasks.Add(std::make_unique<ocr::OcrTask>(
      models, ocr::OcrTaskOptions{.default_precision = settings.values().Text("precision"),
                                  .limits = DecodeLimitsOf(settings)}));
  return tasks;
}

}  // namespace cutline::app
