#include "api/task_input.h"

#include "api/flat_json.h"

namespace cutline::api {
namespace {

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

Status WrongField(std::string_view name) {
  const std::string shown = Shortened(name);
  return InvalidArgument({fmt::format("There is no field “{}” for a file.", shown),
                          fmt::format("没有用于上传文件的字段“{}”。", shown)})
      .WithField(shown)
      .WithHint({"The picture goes in the field “file”.", "请用字段“file”发送图片。"});
}

Status ReadParts(http::Request& request, TaskInput& input) {
  bool found = false;
  for (http::Part& part : request.parts) {
    const bool unknown = part.filename && FindOption(input.options.decls(), part.name) == nullptr;
    if (unknown && part.name != "file") return WrongField(part.name);
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

Status ReadJson(http::Request& request, TaskInput& input) {
  CUTLINE_ASSIGN_OR_RETURN(const std::vector<JsonMember> members,
                           ReadFlatObject(AsText(request.body)));
  request.body = {};  // the text is no longer needed; the picture is about to be a second copy
  bool found = false;
  for (const JsonMember& member : members) {
    if (member.name != "file") {
      CUTLINE_RETURN_IF_ERROR(input.options.Set(member.name, member.value, "JSON"));
      continue;
    }
    if (!member.is_text) {
      return InvalidArgument({"file must be base64 text.", "file 必须是 base64 文本。"})
          .WithField("file");
    }
    std::string_view text = member.value;
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
  // Not application/x-www-form-urlencoded: `curl --data-binary` says so of whatever it sends.
  if (type.starts_with("text/")) {
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
