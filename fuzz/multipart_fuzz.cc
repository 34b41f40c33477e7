// Feeds a body to the multipart parser in one piece and in small ones: both must agree,
// and whatever is found must lie within the limits.
#include <algorithm>
#include <cstdlib>

#include "http/multipart.h"

namespace {

using cutline::ByteSpan;
using cutline::http::MultipartLimits;
using cutline::http::MultipartParser;
using cutline::http::Part;

constexpr MultipartLimits kLimits{
    .max_parts = 8, .max_part_header_bytes = 512, .max_total_bytes = 4096};

cutline::Result<std::vector<Part>> Parse(ByteSpan body, std::size_t piece) {
  auto parser = MultipartParser::Make("multipart/form-data; boundary=BB", kLimits);
  if (!parser) std::abort();
  while (!body.empty()) {
    const ByteSpan front = body.first(std::min(piece, body.size()));
    body = body.subspan(front.size());
    CUTLINE_RETURN_IF_ERROR(parser->Feed(front));
  }
  return std::move(*parser).Finish();
}

bool Same(const Part& a, const Part& b) {
  return a.name == b.name && a.filename == b.filename && a.content_type == b.content_type &&
         a.data == b.data;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = data[0] % 16 + 1;
  const ByteSpan body(data + 1, size - 1);
  const auto whole = Parse(body, body.size() + 1);
  const auto pieces = Parse(body, piece);
  if (whole.has_value() != pieces.has_value()) std::abort();
  if (!whole) {
    if (whole.error().code() != pieces.error().code()) std::abort();
    // The header of Content-Type is hostile too.
    static_cast<void>(MultipartParser::Make(cutline::AsText(body), kLimits));
    return 0;
  }
  if (!std::ranges::equal(*whole, *pieces, Same)) std::abort();
  std::size_t total = 0;
  for (const Part& part : *whole) total += part.data.size();
  if (whole->size() > 8 || total > 4096) std::abort();
  return 0;
}
