#include "api/openapi.h"

#include <boost/json.hpp>

#include "api/alias_route.h"
#include "api/task_input.h"
#include "base/json_text.h"
#include "base/version.h"

namespace cutline::api {
namespace {

namespace json = boost::json;

json::object OptionSchema(const OptionDecl& decl) {
  json::object schema{{"description", decl.help}};
  switch (decl.type) {
    case OptionType::kFlag:
      schema["type"] = "boolean";
      break;
    case OptionType::kInteger:
      schema["type"] = "integer";
      break;
    case OptionType::kNumber:
      schema["type"] = "number";
      break;
    case OptionType::kText:
    case OptionType::kChoice:
    case OptionType::kChoices:
    case OptionType::kBytes:
    case OptionType::kDuration:
      schema["type"] = "string";
      break;
  }
  if (decl.type == OptionType::kChoice)
    schema["enum"] = json::array(decl.choices.begin(), decl.choices.end());
  const bool numeric = decl.type == OptionType::kInteger || decl.type == OptionType::kNumber;
  const auto number = [&](double value) {
    return decl.type == OptionType::kInteger ? json::value(static_cast<std::int64_t>(value))
                                             : json::value(value);
  };
  if (numeric && decl.min != decl.max) {
    schema["minimum"] = number(decl.min);
    schema["maximum"] = number(decl.max);
  }
  if (!decl.fallback.empty()) {
    if (decl.type == OptionType::kFlag) {
      schema["default"] = decl.fallback == "true";
    } else if (numeric) {
      schema["default"] = json::parse(decl.fallback);
    } else {
      schema["default"] = decl.fallback;
    }
  }
  return schema;
}

// How a kind of body carries pictures, by the names of its fields.
using FileSchemas = std::vector<std::pair<std::string_view, json::object>>;

json::object ObjectSchema(std::span<const OptionDecl> decls, const FileSchemas& files) {
  json::object properties;
  json::array alternatives;
  for (const auto& [name, schema] : files) {
    properties[name] = schema;
    alternatives.push_back(json::object{{"required", json::array{name}}});
  }
  for (const OptionDecl& decl : decls) properties[OptionKey(decl.name)] = OptionSchema(decl);
  json::object schema{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (files.size() == 1) {
    schema["required"] = json::array{files.front().first};
  } else {
    schema["anyOf"] = std::move(alternatives);
  }
  return schema;
}

// Up to `most` of what `one` describes; in a form, a list is the field given several times.
json::object ListSchema(json::object one, std::size_t most) {
  return {{"type", "array"}, {"items", std::move(one)}, {"minItems", 1}, {"maxItems", most}};
}

json::object Content(std::string_view media_type, json::object schema) {
  return {{media_type, json::object{{"schema", std::move(schema)}}}};
}

json::object ProblemResponse(std::string_view description) {
  return {
      {"description", description},
      {"content", Content("application/problem+json", {{"$ref", "#/components/schemas/Problem"}})}};
}

json::object ProblemResponses() {
  return {{"400", ProblemResponse("An option, field or body is wrong")},
          {"413", ProblemResponse("The body or the picture is too large")},
          {"415", ProblemResponse("Not a kind of picture that is read")},
          {"422", ProblemResponse("The picture is damaged, or there are too many")},
          {"503", ProblemResponse("Full, not ready, or weights missing; see Retry-After")},
          {"504", ProblemResponse("Not finished in the time allowed")}};
}

json::object RequestContent(std::span<const OptionDecl> decls, const PictureFields& fields) {
  const json::object bytes{{"type", "string"}, {"contentMediaType", "application/octet-stream"}};
  const json::object base64{{"type", "string"}, {"contentEncoding", "base64"}};
  const auto media = [](json::object schema) {
    return json::object{{"schema", std::move(schema)}};
  };
  const json::object one_or_more{{"oneOf", json::array{base64, ListSchema(base64, fields.most)}}};
  FileSchemas form{{fields.file, ListSchema(bytes, fields.most)}};
  FileSchemas members{{fields.file, one_or_more}};
  json::object content;
  if (!fields.base64.empty()) {
    form.emplace_back(fields.base64, ListSchema(base64, fields.most));
    members.emplace_back(fields.base64, one_or_more);
    content["application/x-www-form-urlencoded"] =
        media(ObjectSchema(decls, {{fields.base64, ListSchema(base64, fields.most)}}));
  }
  content["multipart/form-data"] = media(ObjectSchema(decls, form));
  content["application/json"] = media(ObjectSchema(decls, members));
  for (const char* type :
       {"image/jpeg", "image/png", "image/webp", "image/avif", "application/octet-stream"}) {
    content[type] = media({});  // OpenAPI 3.1: any bytes
  }
  return content;
}

json::object ResultResponse(const task::Task& task, std::size_t most) {
  json::object results;
  for (const task::Format& format : task.formats())
    results[format.media_type] = json::object{{"schema", json::object{}}};
  if (most > 1 || FindOption(task.options(), "also") != nullptr)
    results["multipart/mixed"] = json::object{{"schema", json::object{}}};
  return {{"description",
           "The result, in the format that the request names, else the one that Accept rates best, "
           "else the default. For several pictures in order: {\"results\": […]} of JSON results, "
           "with {\"file\", \"error\"} for one that failed, else multipart/mixed with a part each. "
           "Several formats of a picture are parts too. X-Cutline-Model and X-Cutline-Precision "
           "name what was used, Server-Timing where the time went."},
          {"content", std::move(results)}};
}

json::object TaskOperation(const task::Task& task, std::string_view id,
                           std::span<const OptionDecl> decls, const PictureFields& fields) {
  json::array parameters;
  for (const OptionDecl& decl : decls) {
    parameters.push_back(json::object{
        {"name", OptionKey(decl.name)}, {"in", "query"}, {"schema", OptionSchema(decl)}});
  }
  json::object responses = ProblemResponses();
  responses["200"] = ResultResponse(task, fields.most);
  return {
      {"operationId", id},
      {"summary", task.summary()},
      {"description",
       fmt::format("Options go in the query, as form fields or as JSON members, by the same "
                   "names. Up to {} pictures a request.",
                   fields.most)},
      {"parameters", std::move(parameters)},
      {"requestBody", json::object{{"required", true}, {"content", RequestContent(decls, fields)}}},
      {"responses", std::move(responses)}};
}

// "ocr" at "/api/recognize" -> "ocr_as_api_recognize"
std::string OperationIdOf(std::string_view task, std::string_view path) {
  std::string id = fmt::format("{}_as{}", task, path);
  std::ranges::replace(id, '/', '_');
  return id;
}

json::object Simple(std::string_view id, std::string_view summary, std::string_view media_type) {
  return {{"operationId", id},
          {"summary", summary},
          {"responses",
           json::object{{"200", json::object{{"description", "OK"},
                                             {"content", Content(media_type, json::object{})}}}}}};
}

json::object RembgOperation() {
  json::object properties{
      {"file", json::object{{"type", "string"}, {"contentMediaType", "application/octet-stream"}}}};
  properties["model"] = json::object{{"type", "string"}};
  for (const char* flag : {"om", "return_mask", "ppm"})
    properties[flag] = json::object{{"type", "boolean"}};
  json::object responses = ProblemResponses();
  responses["200"] = json::object{{"description", "PNG with rembg's own pixels"},
                                  {"content", Content("image/png", json::object{})}};
  return {
      {"operationId", "rembg_remove"},
      {"summary", "As rembg's POST /api/remove"},
      {"parameters", json::array{json::object{{"name", "bgc"},
                                              {"in", "query"},
                                              {"description", "Background as R,G,B,A"},
                                              {"schema", json::object{{"type", "string"}}}}}},
      {"requestBody", json::object{{"required", true},
                                   {"content", Content("multipart/form-data",
                                                       {{"type", "object"},
                                                        {"required", json::array{"file"}},
                                                        {"properties", std::move(properties)}})}}},
      {"responses", std::move(responses)}};
}

json::object ProblemSchema() {
  const json::object text{{"type", "string"}};
  return {
      {"type", "object"},
      {"description", "RFC 9457; detail is a sentence in the language of Accept-Language (en, zh)"},
      {"required", json::array{"type", "title", "status", "detail"}},
      {"properties", json::object{{"type", text},
                                  {"title", text},
                                  {"status", json::object{{"type", "integer"}}},
                                  {"detail", text},
                                  {"hint", text},
                                  {"field", text},
                                  {"request_id", text}}}};
}

}  // namespace

std::string OpenApiDocument(const task::Registry& tasks, std::size_t max_files) {
  json::object paths;
  for (const task::Task* task : tasks.all()) {
    paths[fmt::format("/v1/{}", task->name())] = json::object{
        {"post", TaskOperation(*task, task->name(), task->options(), {.most = max_files})}};
    for (const task::Alias& alias : task->aliases()) {
      const PictureFields fields{
          .file = alias.file, .base64 = alias.base64_file, .most = max_files};
      paths[alias.path] =
          json::object{{"post", TaskOperation(*task, OperationIdOf(task->name(), alias.path),
                                              AliasDecls(*task, alias), fields)}};
    }
  }
  paths["/api/remove"] = json::object{{"post", RembgOperation()}};
  const auto get = [&](const char* path, const char* id, const char* summary, const char* type) {
    paths[path] = json::object{{"get", Simple(id, summary, type)}};
  };
  get("/v1/models", "models", "Every model and its state", "application/json");
  get("/livez", "live", "Whether the process answers", "application/json");
  get("/readyz", "ready", "Whether work is accepted", "application/json");
  paths.at("/readyz").at("get").at("responses").as_object()["503"] =
      json::object{{"description", "Loading or draining"}};
  get("/version", "version", "Name and version", "application/json");
  get("/metrics", "metrics", "Prometheus metrics", "text/plain");
  get("/openapi.json", "openapi", "This description", "application/json");
  const json::object document{
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", "Cutline"},
                            {"version", Version()},
                            {"license",
                             json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"paths", std::move(paths)},
      {"components", json::object{{"schemas", json::object{{"Problem", ProblemSchema()}}}}}};
  return PlainNumbers(json::serialize(document));
}

http::Handler OpenApiRoute(const Services& services) {
  return [document = OpenApiDocument(services.tasks, services.max_files)](const http::Request&,
                                                                          http::Responder respond) {
    respond(http::TextResponse(200, "application/json", document));
  };
}

}  // namespace cutline::api
