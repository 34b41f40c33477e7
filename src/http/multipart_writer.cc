#include "http/multipart_writer.h"

#include "http/header_value.h"
#include "http/response_head.h"

namespace cutline::http {
namespace {

// The characters that may stand in an extended value as they are (RFC 8187 §3.2.1).
bool IsAttributeChar(char c) { return IsTokenChar(c) && !std::string_view("*'%").contains(c); }

void Append(ByteBuffer& to, std::string_view text) {
  const ByteSpan bytes = AsBytes(text);
  to.insert(to.end(), bytes.begin(), bytes.end());
}

}  // namespace

MultipartWriter::MultipartWriter(std::string_view boundary) : boundary_(boundary) {}

void MultipartWriter::Add(std::string_view content_type, Fields fields, ByteSpan body) {
  std::string head = fmt::format("--{}\r\n", boundary_);
  AppendField(head, "Content-Type", content_type);
  for (const auto& [name, value] : fields) AppendField(head, name, value);
  head += "\r\n";
  Append(body_, head);
  body_.insert(body_.end(), body.begin(), body.end());
  Append(body_, "\r\n");
}

std::string MultipartWriter::content_type() const {
  return fmt::format("multipart/mixed; boundary={}", boundary_);
}

ByteBuffer MultipartWriter::Finish() && {
  Append(body_, fmt::format("--{}--\r\n", boundary_));
  return std::move(body_);
}

std::string AttachmentNamed(std::string_view filename) {
  std::string plain;
  std::string extended;
  bool is_ascii = true;
  for (const char c : filename) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) continue;
    if (c == '"' || c == '\\') plain += '\\';
    plain += c;
    is_ascii &= byte < 0x80;
    if (IsAttributeChar(c)) {
      extended += c;
    } else {
      extended += fmt::format("%{:02X}", byte);
    }
  }
  return is_ascii ? fmt::format("attachment; filename=\"{}\"", plain)
                  : "attachment; filename*=UTF-8''" + extended;
}

}  // namespace cutline::http
