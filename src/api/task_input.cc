#include "api/task_input.h"

#include <boost/json.hpp>

#include "base/json_text.h"

namespace cutline::api {
namespace {

namespace json = boost::json;

// The media type of Content-Type, lower case, without parameters.
std::string MediaTypeOf(const http::Request& request) {
  std::string type(request.Header("content-type"));
  type.resize(std::min(type.size(), type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  for (char& c : type) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return type;
}

Status NoFile() {
  return InvalidArgument({"There is no picture in the request.", "请求中没有图片。"})
      .WithField("file")
      .WithHint({"Send it as the form field “file”, as the raw body, or as base64 in JSON.",
                 "请用表单字段“file”、原始请求体或 JSON 中的 base64 发送图片。"});
}

Status TwoFiles() {
  return InvalidArgument({"There is more than one file in the request.", "请求中有多个文件。"})
      .WithField("file")
      .WithHint({"Send one picture a request.", "每个请求只发送一张图片。"});
}

Status ReadParts(http::Request& request, TaskInput& input) {
  bool found = false;
  for (http::Part& part : request.parts) {
    if (part.name == "file") {
      if (found) return TwoFiles();
      found = true;
      input.file = std::move(part.data);
    } else {
      CUTLINE_RETURN_IF_ERROR(input.options.Set(part.name, AsText(part.data), "form"));
    }
  }
  return found ? Status() : NoFile();
}

Status BadJson(std::string detail) {
  return InvalidArgument({"The body is not a valid JSON object.", "请求体不是有效的 JSON 对象。"})
      .WithDetail(std::move(detail));
}

Status SetFromJson(OptionValues& options, std::string_view key, const json::value& value) {
  if (value.is_string()) return options.Set(key, std::string(value.as_string()), "JSON");
  if (value.is_bool()) return options.Set(key, value.as_bool() ? "true" : "false", "JSON");
  if (value.is_number()) return options.Set(key, PlainNumbers(json::serialize(value)), "JSON");
  if (FindOption(options.decls(), key) == nullptr) return UnknownOption(key, options.decls());
  return InvalidArgument({fmt::format("{} must be text, a number, true or false.", key),
                          fmt::format("{} 必须是文本、数字、true 或 false。", key)})
      .WithField(OptionKey(key));
}

Status ReadJson(http::Request& request, TaskInput& input) {
  boost::system::error_code error;
  json::parse_options limits;
  limits.max_depth = 8;
  json::value document = json::parse(AsText(request.body), error, {}, limits);
  if (error) return BadJson(error.message());
  if (!document.is_object()) return BadJson("not an object");
  request.body = {};  // the text is no longer needed; the picture is about to be a second copy
  bool found = false;
  for (const auto& [key, value] : document.as_object()) {
    if (key != "file") {
      CUTLINE_RETURN_IF_ERROR(SetFromJson(input.options, key, value));
      continue;
    }
    if (!value.is_string()) {
      return InvalidArgument({"file must be base64 text.", "file 必须是 base64 文本。"})
          .WithField("file");
    }
    std::string_view text = value.as_string();
    if (text.starts_with("data:")) {  // as browsers' FileReader gives it
      const std::size_t comma = text.find(";base64,");
      if (comma == std::string_view::npos) {
        return InvalidArgument({"A data: URL must be base64.", "data: URL 必须使用 base64。"})
            .WithField("file");
      }
      text.remove_prefix(comma + 8);
    }
    auto decoded = DecodeBase64(text);
    if (!decoded) return std::move(decoded).error().WithField("file");
    input.file = std::move(*decoded);
    found = true;
  }
  return found ? Status() : NoFile();
}

}  // namespace

Result<BodyKind> ClassifyBody(const http::Request& request) {
  if (request.is_multipart) return BodyKind::kMultipart;
  const std::string type = MediaTypeOf(request);
  if (type == "application/json") return BodyKind::kJson;
  if (type.starts_with("text/") || type == "application/x-www-form-urlencoded") {
    return std::unexpected(
        Unsupported({fmt::format("A body of type {} holds no picture.", type),
                     fmt::format("类型为 {} 的请求体不包含图片。", type)})
            .WithHint({"Send multipart/form-data with a field “file”, the raw picture, or JSON.",
                       "请使用带“file”字段的 multipart/form-data、原始图片或 JSON。"}));
  }
  return BodyKind::kRaw;
}

Result<TaskInput> ReadTaskInput(http::Request& request, BodyKind kind, OptionValues defaults) {
  TaskInput input{.file = {}, .options = std::move(defaults)};
  for (const auto& [name, value] : request.query) {
    CUTLINE_RETURN_IF_ERROR(input.options.Set(name, value, "query"));
  }
  switch (kind) {
    case BodyKind::kMultipart:
      CUTLINE_RETURN_IF_ERROR(ReadParts(request, input));
      break;
    case BodyKind::kJson:
      CUTLINE_RETURN_IF_ERROR(ReadJson(request, input));
      break;
    case BodyKind::kRaw:
      if (request.body.empty()) return std::unexpected(NoFile());
      input.file = std::move(request.body);
  }
  return input;
}

}  // namespace cutline::api
