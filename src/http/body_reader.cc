#include "http/body_reader.h"

#include "http/header_value.h"

namespace cutline::http {
namespace {

constexpr std::string_view kFormType = "multipart/form-data";

bool IsForm(std::string_view content_type) {
  return LowerCase(Trim(content_type.substr(0, content_type.find(';')))) == kFormType;
}

}  // namespace

bool NeedsReading(const Framing& framing, const Request& request) {
  return framing.HasBody() || IsForm(request.Header("content-type"));
}

Result<BodyReader> BodyReader::Make(const ServerOptions& options, const Framing& framing,
                                    Exchange& exchange) {
  BodyReader reader(exchange);
  Request& request = exchange.request;
  request.is_multipart = IsForm(request.Header("content-type"));
  if (!request.is_multipart) {
    try {
      request.body.reserve(framing.content_length);  // untouched pages of it cost nothing
    } catch (const std::bad_alloc&) {
      return std::unexpected(TooManyBodies().why);
    }
    return reader;
  }
  CUTLINE_ASSIGN_OR_RETURN(reader.form_,
                           MultipartParser::Make(request.Header("content-type"),
                                                 {.max_parts = options.max_parts,
                                                  .max_total_bytes = options.max_body_bytes,
                                                  .expected_bytes = framing.content_length}));
  return reader;
}

Status BodyReader::Take(ByteSpan bytes) {
  if (!exchange_->HoldBody(bytes.size())) return TooManyBodies().why;
  try {
    return Put(bytes);
  } catch (const std::bad_alloc&) {  // a large body can be the first to find none
    return TooManyBodies().why;
  }
}

Status BodyReader::Put(ByteSpan bytes) {
  if (form_) return form_->Feed(bytes);
  ByteBuffer& body = exchange_->request.body;
  body.insert(body.end(), bytes.begin(), bytes.end());
  return {};
}

Status BodyReader::Finish() && {
  if (!form_) return {};
  CUTLINE_ASSIGN_OR_RETURN(exchange_->request.parts, std::move(*form_).Finish());
  return {};
}

}  // namespace cutline::http
