#include "ocr/ocr_task.h"

#include "models/onnx_metadata.h"
#include "ocr/export.h"
#include "ocr/ocr_options.h"
#include "ocr/ocr_pipeline.h"

namespace cutline::ocr {
namespace {

constexpr const char* kDirectionModel = "ppocr-cls";
constexpr std::string_view kCharacterKey = "character";

Status WrongRole(const std::string& model, std::string_view field, const char* role,
                 const char* role_zh) {
  return InvalidArgument(
             {fmt::format("{} is no {}.", model, role), fmt::format("{} 不是{}。", model, role_zh)})
      .WithField(std::string(field));
}

Status CheckRoles(const inference::LoadedModel& recogniser,
                  const inference::LoadedModel* detector) {
  if (recogniser.entry.output != models::OutputTreatment::kTextLine) {
    return WrongRole(recogniser.entry.name, "model", "model that reads lines", "文字识别模型");
  }
  if (detector != nullptr && detector->entry.output != models::OutputTreatment::kTextMap) {
    return WrongRole(detector->entry.name, "detector", "model that finds lines", "文字检测模型");
  }
  return {};
}

}  // namespace

OcrTask::OcrTask(inference::ModelPool& models, OcrTaskOptions options)
    : models_(models), options_(std::move(options)) {}

std::span<const OptionDecl> OcrTask::options() const { return OcrOptionDecls(); }

Status OcrTask::Check(ByteSpan input, const OptionValues& values) const {
  const OcrOptions options = ParseOcrOptions(values);
  CUTLINE_RETURN_IF_ERROR(models_.Check(options.model, kName));
  if (options.detect) {
    Status status = models_.Check(options.detector, kName);
    if (!status.ok()) return std::move(status).WithField("detector");
  }
  CUTLINE_RETURN_IF_ERROR(models_.Check(kDirectionModel, kName));
  CUTLINE_ASSIGN_OR_RETURN([[maybe_unused]] const image::ImageInfo info,
                           image::Probe(input, options_.limits));
  return {};
}

Result<std::shared_ptr<const Dictionary>> OcrTask::DictionaryOf(
    const models::ModelEntry& recogniser) const {
  const std::string& name = recogniser.dictionary.empty() ? recogniser.name : recogniser.dictionary;
  MutexLock lock(mutex_);  // read once in a process's life: others may wait for it
  std::shared_ptr<const Dictionary>& known = dictionaries_[name];
  if (known) return known;
  CUTLINE_ASSIGN_OR_RETURN(const std::filesystem::path file, models_.FileOf(name));
  CUTLINE_ASSIGN_OR_RETURN(const std::optional<std::string> list,
                           models::OnnxMetadata(file, kCharacterKey));
  CUTLINE_ASSIGN_OR_RETURN(Dictionary dictionary, Dictionary::Parse(list.value_or("")));
  known = std::make_shared<const Dictionary>(std::move(dictionary));
  return known;
}

Result<task::Output> OcrTask::Run(ByteSpan input, const OptionValues& values,
                                  const Context& context) const {
  const OcrOptions options = ParseOcrOptions(values);
  const std::string& precision =
      options.precision.empty() ? options_.default_precision : options.precision;
  CUTLINE_ASSIGN_OR_RETURN(const auto recogniser, models_.Get(options.model, precision));
  CUTLINE_ASSIGN_OR_RETURN(const auto direction, models_.Get(kDirectionModel, "f32"));
  std::shared_ptr<inference::LoadedModel> detector;
  if (options.detect) {
    CUTLINE_ASSIGN_OR_RETURN(detector, models_.Get(options.detector, precision));
  }
  CUTLINE_RETURN_IF_ERROR(CheckRoles(*recogniser, detector.get()));
  CUTLINE_ASSIGN_OR_RETURN(const auto dictionary, DictionaryOf(recogniser->entry));

  const TimePoint start = context.clock.Now();
  OcrState state{.input = input,
                 .limits = options_.limits,
                 .detector = detector.get(),
                 .direction = *direction,
                 .recogniser = *recogniser,
                 .dictionary = *dictionary,
                 .detection = {},
                 .min_score = options.min_score};
  task::Output output;
  CUTLINE_RETURN_IF_ERROR(task::RunSteps(OcrSteps(), state, context, output.stages));
  const PageFacts facts{.model = recogniser->entry.name,
                        .milliseconds = Milliseconds(context.clock.Now() - start)};
  const std::string text = options.json ? ToJson(state.page, facts) : ToText(state.page);
  output.body.assign(text.begin(), text.end());
  output.media_type = options.json ? "application/json" : "text/plain; charset=utf-8";
  output.extension = options.json ? ".json" : ".txt";
  output.facts = {
      {"model", recogniser->entry.name},
      {"precision", std::string(inference::PrecisionName(recogniser->choice.precision))},
      {"lines", std::to_string(state.page.lines.size())}};
  return output;
}

}  // namespace cutline::ocr
