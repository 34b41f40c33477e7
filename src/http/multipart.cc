#include "http/multipart.h"

#include "http/header_value.h"
#include "http/part_header.h"

namespace cutline::http {
namespace {

constexpr std::size_t kMaxBoundary = 70;       // RFC 2046 §5.1.1
constexpr std::size_t kMaxPaddingBytes = 128;  // after a delimiter, on its line

Status Malformed(std::string detail) {
  return InvalidArgument({"The form in the body is malformed.", "请求体中的表单格式有误。"})
      .WithDetail(std::move(detail));
}

bool IsBoundaryChar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("'()+_,-./:=? ").contains(c);
}

}  // namespace

Result<MultipartParser> MultipartParser::Make(std::string_view content_type,
                                              MultipartLimits limits) {
  CUTLINE_ASSIGN_OR_RETURN(const HeaderValue type, ParseHeaderValue(content_type));
  const auto boundary = type.Param("boundary");
  if (type.main != "multipart/form-data" || !boundary) {
    return std::unexpected(InvalidArgument({"The form's Content-Type has no boundary.",
                                            "表单的 Content-Type 缺少 boundary。"})
                               .WithHint({"Let the client library write this header itself.",
                                          "请让客户端库自行生成该请求头。"}));
  }
  if (boundary->empty() || boundary->size() > kMaxBoundary || boundary->ends_with(' ') ||
      !std::ranges::all_of(*boundary, IsBoundaryChar)) {
    return std::unexpected(
        Malformed("the boundary is empty, too long or has a forbidden character"));
  }
  return MultipartParser(*boundary, limits);
}

MultipartParser::MultipartParser(std::string_view boundary, MultipartLimits limits)
    : limits_(limits), delimiter_(fmt::format("\r\n--{}", boundary)) {}

Status MultipartParser::Feed(ByteSpan piece) {
  fed_ += piece.size();
  std::string_view rest = AsText(piece);
  while (!rest.empty()) {
    switch (where_) {
      case Where::kPreamble:
      case Where::kData:
        CUTLINE_RETURN_IF_ERROR(TakeData(rest));
        break;
      case Where::kAfterDelimiter:
        CUTLINE_RETURN_IF_ERROR(TakeAfterDelimiter(rest));
        break;
      case Where::kHeaders:
        CUTLINE_RETURN_IF_ERROR(TakeHeaders(rest));
        break;
      case Where::kEpilogue:
        return {};
    }
  }
  return {};
}

Result<std::vector<Part>> MultipartParser::Finish() && {
  // The final delimiter may lack its CRLF, but not its "--".
  const bool ended = where_ == Where::kEpilogue;
  if (!ended) {
    return std::unexpected(Malformed("the body ends without the final delimiter")
                               .WithHint({"The upload may have been cut off: send it again.",
                                          "上传可能被中断，请重新发送。"}));
  }
  return std::move(parts_);
}

Status MultipartParser::TakeData(std::string_view& rest) {
  while (!rest.empty()) {
    if (matched_ == 0) {
      const std::size_t cr = rest.find('\r');
      const std::size_t plain = std::min(cr, rest.size());
      CUTLINE_RETURN_IF_ERROR(Append(rest.substr(0, plain)));
      rest.remove_prefix(plain);
      if (rest.empty()) return {};
    }
    while (!rest.empty() && matched_ < delimiter_.size() && rest.front() == delimiter_[matched_]) {
      ++matched_;
      rest.remove_prefix(1);
    }
    if (matched_ == delimiter_.size()) {
      matched_ = borrowed_ = 0;
      pending_.clear();
      where_ = Where::kAfterDelimiter;
      return {};
    }
    if (rest.empty()) return {};
    CUTLINE_RETURN_IF_ERROR(
        Append(std::string_view(delimiter_).substr(borrowed_, matched_ - borrowed_)));
    matched_ = borrowed_ = 0;
  }
  return {};
}

Status MultipartParser::TakeAfterDelimiter(std::string_view& rest) {
  while (!rest.empty()) {
    pending_ += rest.front();
    rest.remove_prefix(1);
    if (pending_ == "--") {
      where_ = Where::kEpilogue;
      return {};
    }
    if (pending_.ends_with('\n')) {
      const std::string_view line(pending_);
      if (!line.ends_with("\r\n") || !Trim(line.substr(0, line.size() - 2)).empty()) {
        return Malformed("something else follows a delimiter on its line");
      }
      if (parts_.size() >= static_cast<std::size_t>(limits_.max_parts)) {
        return TooLarge({fmt::format("The form has more than {} parts.", limits_.max_parts),
                         fmt::format("表单的部分超过 {} 个。", limits_.max_parts)});
      }
      pending_.clear();
      where_ = Where::kHeaders;
      return {};
    }
    if (pending_.size() > kMaxPaddingBytes) return Malformed("a delimiter's line is too long");
  }
  return {};
}

Status MultipartParser::TakeHeaders(std::string_view& rest) {
  while (!rest.empty()) {
    const std::size_t lf = rest.find('\n');
    const std::size_t taken = lf == std::string_view::npos ? rest.size() : lf + 1;
    if (pending_.size() + taken > limits_.max_part_header_bytes) {
      return TooLarge({"The header of a form part is too large.", "表单部分的头过大。"});
    }
    pending_ += rest.substr(0, taken);
    rest.remove_prefix(taken);
    if (pending_ == "\r\n" || pending_.ends_with("\r\n\r\n")) {
      std::string_view lines(pending_);
      lines.remove_suffix(2);
      CUTLINE_ASSIGN_OR_RETURN(Part part, ParsePartHeader(lines));
      const std::uint64_t taken_so_far = fed_ - rest.size();
      if (part.filename && !has_file_ && limits_.expected_bytes > taken_so_far) {
        // Room for all that can still come; untouched pages of it cost nothing.
        part.data.reserve(std::min(limits_.expected_bytes - taken_so_far, limits_.max_total_bytes));
      }
      has_file_ |= part.filename.has_value();
      parts_.push_back(std::move(part));
      pending_.clear();
      // A part without even an empty body (RFC 2046 allows it): the CRLF that ended the
      // headers is also the delimiter's first.
      matched_ = borrowed_ = 2;
      where_ = Where::kData;
      return {};
    }
  }
  return {};
}

Status MultipartParser::Append(std::string_view data) {
  if (where_ == Where::kPreamble || data.empty()) return {};
  total_ += data.size();
  if (total_ > limits_.max_total_bytes) {
    return TooLarge({"The form is too large.", "表单过大。"});
  }
  ByteBuffer& to = parts_.back().data;
  const ByteSpan bytes = AsBytes(data);
  to.insert(to.end(), bytes.begin(), bytes.end());
  return {};
}

}  // namespace cutline::http
