#include "http/part_header.h"

#include "http/header_value.h"

namespace cutline::http {
namespace {

Status Malformed(std::string detail) {
  return InvalidArgument({"A part of the form is malformed.", "表单中的一个部分格式有误。"})
      .WithDetail(std::move(detail));
}

Status ReadDisposition(std::string_view value, Part& part) {
  CUTLINE_ASSIGN_OR_RETURN(const HeaderValue disposition, ParseHeaderValue(value));
  const auto name = disposition.Param("name");
  if (disposition.main != "form-data" || !name)
    return Malformed("Content-Disposition is not form-data with a name");
  part.name = *name;
  if (const auto plain = disposition.Param("filename")) part.filename = *plain;
  if (const auto extended = disposition.Param("filename*")) {
    if (auto decoded = DecodeExtendedValue(*extended)) part.filename = std::move(*decoded);
  }
  return {};
}

Status CheckTransferEncoding(std::string_view value) {
  const std::string encoding = LowerCase(value);
  if (encoding == "7bit" || encoding == "8bit" || encoding == "binary") return {};
  return Unsupported({"Parts with a Content-Transfer-Encoding are not decoded.",
                      "不支持带 Content-Transfer-Encoding 的表单部分。"})
      .WithHint({"Send the file's bytes as they are.", "请直接发送文件的原始字节。"});
}

}  // namespace

Result<Part> ParsePartHeader(std::string_view lines) {
  Part part;
  bool has_disposition = false;
  while (!lines.empty()) {
    const std::size_t end = lines.find("\r\n");
    if (end == std::string_view::npos) return std::unexpected(Malformed("a line without CRLF"));
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) {
      return std::unexpected(Malformed("a header line without a name"));
    }
    const std::string name = LowerCase(line.substr(0, colon));
    const std::string_view value = Trim(line.substr(colon + 1));
    if (value.find_first_of(std::string_view("\0\r\n", 3)) != std::string_view::npos) {
      return std::unexpected(Malformed("a control character in a header line"));
    }
    if (name == "content-disposition") {
      if (has_disposition) return std::unexpected(Malformed("two Content-Disposition lines"));
      has_disposition = true;
      CUTLINE_RETURN_IF_ERROR(ReadDisposition(value, part));
    } else if (name == "content-type") {
      part.content_type = value;
    } else if (name == "content-transfer-encoding") {
      CUTLINE_RETURN_IF_ERROR(CheckTransferEncoding(value));
    }
  }
  if (!has_disposition) return std::unexpected(Malformed("no Content-Disposition"));
  return part;
}

}  // namespace cutline::http
