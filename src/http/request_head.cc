#include "http/request_head.h"

#include <charconv>

#include "http/header_value.h"
#include "http/percent.h"

namespace cutline::http {
namespace {

constexpr std::array<std::string_view, 8> kMethods = {"GET",    "HEAD",  "POST",    "PUT",
                                                      "DELETE", "PATCH", "OPTIONS", "TRACE"};

// 1*DIGIT that fits 64 bits (RFC 9110 §8.6); one of 2^64 and up is too large, not malformed.
Outcome<std::uint64_t> ParseLength(std::string_view text, std::uint64_t limit) {
  if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::unexpected(BadRequest("Content-Length is not a number"));
  }
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc() || length > limit) return std::unexpected(BodyTooLarge(limit));
  return length;
}

struct Counts {
  int hosts = 0;
  int lengths = 0;
  int codings = 0;
  bool is_encoded = false;
  bool expects_other = false;
  std::string_view length;
  std::string_view coding;
};

Counts Count(const RequestHead& head, Framing& framing) {
  Counts counts;
  for (const auto& [name, value] : head.fields) {
    if (name == "host") {
      ++counts.hosts;
    } else if (name == "content-length") {
      ++counts.lengths;
      counts.length = value;
    } else if (name == "transfer-encoding") {
      ++counts.codings;
      counts.coding = value;
    } else if (name == "content-encoding") {
      counts.is_encoded |= LowerCase(value) != "identity";
    } else if (name == "expect") {
      const bool known = LowerCase(value) == "100-continue";
      framing.expects_continue |= known && head.is_http11;
      counts.expects_other |= !known;
    }
  }
  return counts;
}

// The path and query of the target: of "http://host/path?query" what starts at the third slash.
std::string_view StripOrigin(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (LowerCase(target.substr(0, scheme.size())) != scheme) continue;
    const std::size_t path = target.find_first_of("/?", scheme.size());
    if (path == scheme.size()) return {};  // no authority
    return path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target;
}

Outcome<void> ReadQuery(std::string_view text, Request& request) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = DecodePercent(pair.substr(0, equals), Plus::kIsSpace);
    auto value = DecodePercent(pair.substr(std::min(pair.size(), equals + 1)), Plus::kIsSpace);
    if (!name || !value) return std::unexpected(BadRequest("a bad escape in the query"));
    request.query.emplace_back(std::move(*name), std::move(*value));
  }
  return {};
}

}  // namespace

Outcome<Framing> CheckHead(const RequestHead& head, std::uint64_t max_body_bytes) {
  Framing framing;
  const Counts counts = Count(head, framing);
  if (counts.hosts > 1) return std::unexpected(BadRequest("two Host fields"));
  if (counts.hosts == 0 && head.is_http11) return std::unexpected(BadRequest("no Host field"));
  if (counts.codings > 0) {
    if (counts.lengths > 0)
      return std::unexpected(BadRequest("Content-Length beside Transfer-Encoding"));
    if (!head.is_http11) return std::unexpected(BadRequest("Transfer-Encoding in HTTP/1.0"));
    if (counts.codings > 1 || LowerCase(counts.coding) != "chunked") {
      return std::unexpected(BadRequest("a Transfer-Encoding other than chunked"));
    }
    framing.is_chunked = true;
  } else if (counts.lengths > 1) {
    return std::unexpected(BadRequest("two Content-Length fields"));
  } else if (counts.lengths == 1) {
    auto length = ParseLength(counts.length, max_body_bytes);
    if (!length) return std::unexpected(std::move(length).error());
    framing.content_length = *length;
  }
  if (std::ranges::find(kMethods, head.method) == kMethods.end())
    return std::unexpected(UnknownMethod());
  if (counts.expects_other) return std::unexpected(UnknownExpectation());
  if (counts.is_encoded && framing.HasBody()) return std::unexpected(EncodedBody());
  return framing;
}

Outcome<void> ReadTarget(RequestHead head, Request& request) {
  request.method = std::move(head.method);
  request.headers = std::move(head.fields);
  if (head.target == "*") {
    request.path = std::move(head.target);
    return {};
  }
  const std::string_view target = StripOrigin(head.target);
  const std::size_t question = std::min(target.find('?'), target.size());
  std::string_view raw_path = target.substr(0, question);
  if (raw_path.empty() && target.starts_with('?')) raw_path = "/";  // http://host?query
  if (!raw_path.starts_with('/')) return std::unexpected(BadRequest("the target is not a path"));
  if (target.contains('#')) return std::unexpected(BadRequest("a fragment in the target"));
  auto path = DecodePercent(raw_path, Plus::kKeep);
  if (!path) return std::unexpected(BadRequest("a bad escape in the path"));
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(*path, is_control)) {
    return std::unexpected(BadRequest("a control character in the path"));
  }
  request.path = std::move(*path);
  return ReadQuery(target.substr(std::min(target.size(), question + 1)), request);
}

}  // namespace cutline::http
