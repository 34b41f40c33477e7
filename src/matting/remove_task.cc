#include "matting/remove_task.h"

#include "matting/remove_pipeline.h"

namespace cutline::matting {
namespace {

// `wish` is the precision that was asked for.
std::vector<std::pair<std::string, std::string>> FactsOf(const inference::LoadedModel& model,
                                                         std::string_view wish) {
  const std::string_view used = inference::PrecisionName(model.choice.precision);
  std::vector<std::pair<std::string, std::string>> facts = {{"model", model.entry.name},
                                                            {"precision", std::string(used)}};
  if (wish != "auto" && wish != used) facts.emplace_back("note", model.choice.reason);
  if (model.choice.measured) {
    facts.emplace_back("precision_mae", fmt::format("{:.5f}", model.choice.measured->mae_mean));
    facts.emplace_back("precision_iou", fmt::format("{:.4f}", model.choice.measured->iou_mean));
  }
  return facts;
}

}  // namespace

RemoveTask::RemoveTask(inference::ModelPool& models, RemoveTaskOptions options)
    : models_(models), options_(std::move(options)) {}

const std::string& RemoveTask::ModelOf(const std::string& asked) const {
  return asked.empty() ? options_.default_model : asked;
}

const std::string& RemoveTask::PrecisionOf(const std::string& asked) const {
  return asked.empty() ? options_.default_precision : asked;
}

Status RemoveTask::Check(ByteSpan input, const OptionValues& values) const {
  CUTLINE_ASSIGN_OR_RETURN(const RemoveOptions options, ParseRemoveOptions(values));
  CUTLINE_RETURN_IF_ERROR(models_.Check(ModelOf(options.model), kName));
  CUTLINE_ASSIGN_OR_RETURN([[maybe_unused]] const image::ImageInfo info,
                           image::Probe(input, options_.limits));
  return {};
}

Result<task::Output> RemoveTask::Run(ByteSpan input, const OptionValues& values,
                                     const Context& context) const {
  CUTLINE_ASSIGN_OR_RETURN(const RemoveOptions options, ParseRemoveOptions(values));
  CUTLINE_ASSIGN_OR_RETURN(const std::shared_ptr<inference::LoadedModel> model,
                           models_.Get(ModelOf(options.model), PrecisionOf(options.precision)));
  RemoveState state{.input = input, .options = options, .limits = options_.limits, .model = *model};
  task::Output output;
  CUTLINE_RETURN_IF_ERROR(task::RunSteps(RemoveSteps(), state, context, output.stages));
  output.body = std::move(state.encoded);
  const bool webp = options.format == image::Format::kWebp;
  output.media_type = webp ? "image/webp" : "image/png";
  output.extension = webp ? ".webp" : ".png";
  output.facts = FactsOf(*model, PrecisionOf(options.precision));
  return output;
}

}  // namespace cutline::matting
