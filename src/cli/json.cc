#include "cli/json.h"

#include <boost/json.hpp>

#include "base/json_text.h"
#include "base/utf8.h"

namespace cutline::cli {
namespace json = boost::json;
namespace {

// File names may hold any bytes; JSON must be UTF-8.
std::string Line(const json::value& value) {
  return ValidUtf8(PlainNumbers(json::serialize(value))) + "\n";
}

json::object ErrorObject(const Status& status, Language language) {
  json::object error;
  error["code"] = CodeName(status.code());
  error["message"] = In(language, status.sentence());
  if (!status.hint().empty()) error["hint"] = In(language, status.hint());
  if (!status.field().empty()) error["field"] = status.field();
  return error;
}

json::object RowObject(const models::PrecisionRow& row) {
  return {{"precision", row.precision},
          {"cpu", row.cpu},
          {"mae_mean", row.mae_mean},
          {"mae_max", row.mae_max},
          {"iou_mean", row.iou_mean},
          {"iou_min", row.iou_min},
          {"cer", row.cer},
          {"exact_lines", row.exact_lines},
          {"images_per_second", row.images_per_second}};
}

json::object ModelObject(const ModelView& model) {
  const models::ModelEntry& entry = *model.entry;
  json::object object{{"name", entry.name},
                      {"task", entry.task},
                      {"title", entry.title},
                      {"state", model.state},
                      {"file", entry.file},
                      {"path", model.located.path.string()},
                      {"bytes", entry.bytes},
                      {"sha256", entry.sha256.empty() ? model.located.sha256 : entry.sha256},
                      {"input", {{"width", entry.input.width}, {"height", entry.input.height}}},
                      {"licence", entry.licence},
                      {"commercial_use", entry.commercial_use},
                      {"url", entry.url},
                      {"package", entry.package},
                      {"get", entry.get}};
  if (!entry.licence_note.empty()) object["licence_note"] = entry.licence_note;
  if (model.plan) {
    json::object plan{{"precision", model.plan->precision}, {"reason", model.plan->reason}};
    if (model.plan->measured) plan["measured"] = RowObject(*model.plan->measured);
    object["plan"] = std::move(plan);
  }
  return object;
}

}  // namespace

std::string ToJson(const FileResult& result, Language language) {
  json::object object{{"input", result.input}};
  if (!result.status.ok()) {
    object["error"] = ErrorObject(result.status, language);
    return Line(object);
  }
  object["output"] = result.output;
  object["bytes"] = result.bytes;
  object["media_type"] = result.media_type;
  if (!result.more.empty()) {
    json::array also;
    for (const FileResult::More& more : result.more) {
      also.push_back(json::object{
          {"output", more.output}, {"bytes", more.bytes}, {"media_type", more.media_type}});
    }
    object["also"] = std::move(also);
  }
  json::object facts, stages;
  for (const auto& [key, value] : result.facts) facts[key] = value;
  for (const auto& [stage, ms] : result.stages_ms) stages[stage] = ms;
  object["facts"] = std::move(facts);
  object["stages_ms"] = std::move(stages);
  return Line(object);
}

std::string FailureToJson(const FileResult& result, Language language) {
  return Line(
      json::object{{"file", result.input}, {"error", ErrorObject(result.status, language)}});
}

std::string ToJson(std::span<const ModelView> models) {
  json::array array;
  for (const ModelView& model : models) array.push_back(ModelObject(model));
  return Line(array);
}

std::string ToJson(const ModelView& model) {
  json::object object = ModelObject(model);
  json::array rows;
  for (const models::PrecisionRow& row : model.entry->precisions) rows.push_back(RowObject(row));
  object["shipped_precisions"] = std::move(rows);
  return Line(object);
}

std::string ToJson(std::span<const models::PrecisionRow> rows) {
  json::array array;
  for (const models::PrecisionRow& row : rows) array.push_back(RowObject(row));
  return Line(array);
}

std::string ToJson(std::span<const Setting> settings, Language language) {
  json::object object;
  for (const Setting& setting : settings) {
    object[setting.name] = {{"value", setting.value},
                            {"origin", setting.origin},
                            {"help", In(language, setting.help, setting.help_zh)}};
  }
  return Line(object);
}

std::string ToJson(std::span<const Check> checks, Language language) {
  json::array array;
  for (const Check& check : checks) {
    json::object object{{"title", In(language, check.title)},
                        {"state", check.state == Check::State::kOk        ? "ok"
                                  : check.state == Check::State::kWarning ? "warning"
                                                                          : "bad"},
                        {"detail", In(language, check.detail)}};
    if (!check.what_to_do.empty()) object["what_to_do"] = In(language, check.what_to_do);
    array.push_back(std::move(object));
  }
  return Line(array);
}

std::string ToJson(std::span<const Status> problems, Language language) {
  json::array array;
  for (const Status& problem : problems) array.push_back(ErrorObject(problem, language));
  return Line(array);
}

std::string ToJson(std::span<const std::pair<std::string, std::string>> pairs) {
  json::object object;
  for (const auto& [key, value] : pairs) object[key] = value;
  return Line(object);
}

}  // namespace cutline::cli
