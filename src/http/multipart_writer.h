#pragma once
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace cutline::http {

// Writes a multipart/mixed body (RFC 2046 §5.1.3), part by part.
class MultipartWriter {
 public:
  using Fields = std::span<const std::pair<std::string, std::string>>;

  // REQUIRES: `boundary` is 1 to 70 letters, digits and dashes, and in no part; RandomId() will do.
  explicit MultipartWriter(std::string_view boundary);

  // Fields are written as a response's are: no value starts a new one.
  void Add(std::string_view content_type, Fields fields, ByteSpan body);

  [[nodiscard]] std::string content_type() const;  // of the whole
  [[nodiscard]] ByteBuffer Finish() &&;

 private:
  std::string boundary_;
  ByteBuffer body_;
};

// A Content-Disposition that names a file: `attachment; filename="a.txt"`, or filename* alone
// (RFC 8187) where the name is more than ASCII: readers of MIME parts, unlike those of HTTP
// heads, would take a plain name beside it instead. Control characters are left out.
// REQUIRES: `filename` is UTF-8.
[[nodiscard]] std::string AttachmentNamed(std::string_view filename);

}  // namespace cutline::http
