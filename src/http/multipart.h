#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "http/message.h"

namespace cutline::http {

struct MultipartLimits {
  int max_parts = 64;
  std::size_t max_part_header_bytes = 8 << 10;
  std::uint64_t max_total_bytes = 64ULL << 20;  // of the parts' data
  std::uint64_t expected_bytes = 0;  // of the body, when known: saves a file's growing copies
};

// Streaming parser for multipart/form-data (RFC 7578, RFC 2046 §5.1): feed it the body
// in pieces of any size; linear time whatever the bytes are. Each byte is copied once,
// into its part. Not thread-safe.
class MultipartParser {
 public:
  // From the Content-Type header. kInvalidArgument: no, empty or over-long boundary.
  static Result<MultipartParser> Make(std::string_view content_type, MultipartLimits limits);

  // kInvalidArgument (malformed), kUnsupported (a part encoded for transfer) or kTooLarge.
  // After a failure, feed no more.
  [[nodiscard]] Status Feed(ByteSpan piece);
  // The parts, once the body is complete. kInvalidArgument without a final delimiter.
  [[nodiscard]] Result<std::vector<Part>> Finish() &&;

 private:
  MultipartParser(std::string_view boundary, MultipartLimits limits);
  // Each takes what it can off the front of `rest`.
  Status TakeData(std::string_view& rest);
  Status TakeAfterDelimiter(std::string_view& rest);
  Status TakeHeaders(std::string_view& rest);
  Status Append(std::string_view data);

  enum class Where { kPreamble, kAfterDelimiter, kHeaders, kData, kEpilogue };
  MultipartLimits limits_;
  std::string delimiter_;  // CRLF "--" boundary
  Where where_ = Where::kPreamble;
  // How many bytes of the delimiter have been seen. Its only CR is its first byte, so that
  // a mismatch never has to look back, and what was held back is known without a buffer.
  std::size_t matched_ = 2;   // a body may start with the delimiter, without the CRLF
  std::size_t borrowed_ = 2;  // of them, bytes that are no data whatever follows
  std::string pending_;       // the rest of a delimiter's line, or the headers so far
  std::vector<Part> parts_;
  bool has_file_ = false;
  std::uint64_t fed_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace cutline::http
