#include "api/task_input.h"

#include "api/flat_json.h"
#include "base/utf8.h"
#include "http/header_value.h"
#include "http/percent.h"

namespace cutline::api {
namespace {

constexpr std::size_t kMostPairs = 64;  // of a URL-encoded form

// The media type of Content-Type, lower case, without parameters.
std::string MediaTypeOf(const http::Request& request) {
  const std::string_view type = request.Header("content-type");
  return http::LowerCase(http::Trim(type.substr(0, type.find(';'))));
}

Status NoPicture(const PictureFields& fields) {
  return InvalidArgument({"There is no picture in the request.", "请求中没有图片。"})
      .WithField(std::string(fields.file))
      .WithHint(
          {fmt::format("Send it as the form field “{}”, as the raw body, or as base64 in "
                       "JSON.",
                       fields.file),
           fmt::format("请用表单字段“{}”、原始请求体或 JSON 中的 base64 发送图片。", fields.file)});
}

// Before the pictures are taken apart.
Status CheckCount(std::size_t count, const PictureFields& fields) {
  if (count <= fields.most) return {};
  return Unprocessable(
             {fmt::format("A request may hold {} picture{}; this one holds {}.", fields.most,
                          fields.most == 1 ? "" : "s", count),
              fmt::format("每个请求最多包含 {} 张图片，此请求包含 {} 张。", fields.most, count)})
      .WithField(std::string(fields.file))
      .WithHint({"Send them in several requests.", "请分多个请求发送。"});
}

Status WrongField(std::string_view name, const PictureFields& fields) {
  const std::string shown = Shortened(name);
  return InvalidArgument({fmt::format("There is no field “{}” for a file.", shown),
                          fmt::format("没有用于上传文件的字段“{}”。", shown)})
      .WithField(shown)
      .WithHint({fmt::format("The picture goes in the field “{}”.", fields.file),
                 fmt::format("请用字段“{}”发送图片。", fields.file)});
}

// An option, unless the name looks like a slip of a picture's field.
Status SetOption(std::string_view name, std::string_view value, std::string_view origin,
                 const PictureFields& fields, OptionValues& options) {
  if (FindOption(options.decls(), name) == nullptr) {
    const std::array<std::string_view, 2> known{fields.file, fields.base64};
    const auto candidates = std::span(known).first(fields.base64.empty() ? 1 : 2);
    if (const std::string_view near = Nearest(name, candidates); !near.empty()) {
      const std::string shown = Shortened(name);
      return InvalidArgument({fmt::format("There is no field “{}”.", shown),
                              fmt::format("没有名为“{}”的字段。", shown)})
          .WithField(shown)
          .WithHint({fmt::format("Did you mean “{}”?", near), fmt::format("是否想写“{}”？", near)});
    }
  }
  return options.Set(name, value, origin);
}

// Base64, or a data: URL as browsers' FileReader gives it.
Result<ByteBuffer> DecodePicture(std::string_view text, std::string_view field) {
  if (text.starts_with("data:")) {
    const std::size_t comma = text.find(";base64,");
    if (comma == std::string_view::npos) {
      return std::unexpected(
          InvalidArgument({"A data: URL must be base64.", "data: URL 必须使用 base64。"})
              .WithField(std::string(field)));
    }
    text.remove_prefix(comma + 8);
  }
  auto decoded = DecodeBase64(text);
  if (!decoded) return std::unexpected(std::move(decoded).error().WithField(std::string(field)));
  return decoded;
}

std::string CleanName(std::string_view name) {
  if (!IsValidUtf8(name)) return {};
  std::string clean;
  while (!name.empty()) {
    const CodePoint c = TakeCodePoint(name);
    const bool control = c.value < 0x20 || (c.value >= 0x7f && c.value < 0xa0);
    if (!control) clean += c.bytes;
  }
  return clean;
}

bool IsBase64(std::string_view name, const PictureFields& fields) {
  return !fields.base64.empty() && name == fields.base64;
}

// A field for base64 that was left empty was not filled in: form pages send all they have.
bool HoldsPicture(std::string_view name, bool is_empty, const PictureFields& fields) {
  return name == fields.file || (IsBase64(name, fields) && !is_empty);
}

Status ReadParts(http::Request& request, const PictureFields& fields, TaskInput& input) {
  std::size_t count = 0;
  for (const http::Part& part : request.parts) {
    if (HoldsPicture(part.name, part.data.empty(), fields)) {
      ++count;
    } else if (part.filename && FindOption(input.options.decls(), part.name) == nullptr) {
      return WrongField(part.name, fields);
    }
  }
  CUTLINE_RETURN_IF_ERROR(CheckCount(count, fields));
  for (http::Part& part : request.parts) {
    std::string name = CleanName(part.filename.value_or(""));
    if (part.name == fields.file) {
      input.pictures.push_back({std::move(part.data), std::move(name)});
    } else if (!IsBase64(part.name, fields)) {
      CUTLINE_RETURN_IF_ERROR(
          SetOption(part.name, AsText(part.data), "form", fields, input.options));
    } else if (!part.data.empty()) {
      CUTLINE_ASSIGN_OR_RETURN(ByteBuffer bytes, DecodePicture(AsText(part.data), part.name));
      part.data = {};
      input.pictures.push_back({std::move(bytes), std::move(name)});
    }
  }
  return {};
}

Status ReadJson(http::Request& request, const PictureFields& fields, TaskInput& input) {
  CUTLINE_ASSIGN_OR_RETURN(std::vector<JsonMember> members, ReadFlatObject(AsText(request.body)));
  request.body = {};  // the text is no longer needed; the pictures are about to be a second copy
  const auto holds_picture = [&](const JsonMember& member) {
    return HoldsPicture(member.name, member.value.empty(), fields);
  };
  CUTLINE_RETURN_IF_ERROR(
      CheckCount(static_cast<std::size_t>(std::ranges::count_if(members, holds_picture)), fields));
  for (auto member = members.begin(); member != members.end(); ++member) {
    if (!holds_picture(*member)) {
      std::string value = std::move(member->value);
      // A list is read as the words between commas that it is elsewhere.
      while (member->in_list && member + 1 != members.end() && (member + 1)->in_list &&
             (member + 1)->name == member->name) {
        value += "," + (++member)->value;
      }
      CUTLINE_RETURN_IF_ERROR(SetOption(member->name, value, "JSON", fields, input.options));
      continue;
    }
    if (!member->is_text) {
      return InvalidArgument({fmt::format("{} must be base64 text.", member->name),
                              fmt::format("{} 必须是 base64 文本。", member->name)})
          .WithField(member->name);
    }
    CUTLINE_ASSIGN_OR_RETURN(ByteBuffer bytes, DecodePicture(member->value, member->name));
    std::string().swap(member->value);
    input.pictures.push_back({std::move(bytes), ""});
  }
  return {};
}

// "a=1&b=2" (WHATWG URL §5.1).
Status ReadUrlEncoded(http::Request& request, const PictureFields& fields, TaskInput& input) {
  std::string_view rest = AsText(request.body);
  const auto malformed = [] {
    return InvalidArgument({"The form in the body is malformed.", "请求体中的表单格式有误。"});
  };
  if (static_cast<std::size_t>(std::ranges::count(rest, '&')) >= kMostPairs) return malformed();
  std::size_t count = 0;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = http::DecodePercent(pair.substr(0, equals), http::Plus::kIsSpace);
    if (!name) return malformed();
    const bool is_picture = *name == fields.base64;
    // Base64 has plus signs and no spaces, and some clients don't escape them.
    const auto value = http::DecodePercent(pair.substr(std::min(pair.size(), equals + 1)),
                                           is_picture ? http::Plus::kKeep : http::Plus::kIsSpace);
    if (!value) return malformed();
    if (!is_picture) {
      CUTLINE_RETURN_IF_ERROR(SetOption(*name, *value, "form", fields, input.options));
    } else if (!value->empty() && ++count <= fields.most) {
      CUTLINE_ASSIGN_OR_RETURN(ByteBuffer bytes, DecodePicture(*value, *name));
      input.pictures.push_back({std::move(bytes), ""});
    }
  }
  request.body = {};
  return CheckCount(count, fields);
}

}  // namespace

Result<BodyKind> ClassifyBody(const http::Request& request, const PictureFields& fields) {
  if (request.is_multipart) return BodyKind::kMultipart;
  const std::string type = MediaTypeOf(request);
  if (type == "application/json") return BodyKind::kJson;
  if (type == "application/x-www-form-urlencoded" && !fields.base64.empty())
    return BodyKind::kUrlEncoded;
  if (type.starts_with("text/")) {
    return std::unexpected(
        Unsupported({fmt::format("A body of type {} holds no picture.", type),
                     fmt::format("类型为 {} 的请求体不包含图片。", type)})
            .WithHint({fmt::format("Send multipart/form-data with a field “{}”, the raw picture, "
                                   "or JSON.",
                                   fields.file),
                       fmt::format("请使用带“{}”字段的 multipart/form-data、原始图片或 JSON。",
                                   fields.file)}));
  }
  return BodyKind::kRaw;
}

bool CostsTime(const http::Request& request, BodyKind kind, const PictureFields& fields) {
  return kind == BodyKind::kJson || kind == BodyKind::kUrlEncoded ||
         (!fields.base64.empty() && request.FindPart(fields.base64) != nullptr);
}

Result<TaskInput> ReadTaskInput(http::Request& request, BodyKind kind, const PictureFields& fields,
                                OptionValues defaults) {
  TaskInput input{.pictures = {}, .options = std::move(defaults)};
  for (const auto& [name, value] : request.query) {
    CUTLINE_RETURN_IF_ERROR(SetOption(name, value, "query", fields, input.options));
  }
  switch (kind) {
    case BodyKind::kMultipart:
      CUTLINE_RETURN_IF_ERROR(ReadParts(request, fields, input));
      break;
    case BodyKind::kJson:
      CUTLINE_RETURN_IF_ERROR(ReadJson(request, fields, input));
      break;
    case BodyKind::kUrlEncoded:
      CUTLINE_RETURN_IF_ERROR(ReadUrlEncoded(request, fields, input));
      break;
    case BodyKind::kRaw:
      if (!request.body.empty()) input.pictures.push_back({std::move(request.body), ""});
  }
  if (input.pictures.empty()) return std::unexpected(NoPicture(fields));
  return input;
}

}  // namespace cutline::api
