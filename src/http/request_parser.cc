#include "http/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>

#include "http/header_value.h"

namespace cutline::http {
namespace {

namespace beast = boost::beast;
using ErrorCode = boost::system::error_code;

constexpr std::uint32_t kMaxTrailerBytes = 8 << 10;
constexpr std::size_t kMaxChunkExtension = 256;  // nobody sends any; each chunk could have one

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

ErrorCode Refused() {
  return boost::system::errc::make_error_code(boost::system::errc::operation_canceled);
}

}  // namespace

struct RequestParser::Impl final : beast::http::basic_parser<true> {
  RequestHead head;
  const Sink* sink = nullptr;
  Status sink_status;
  std::uint64_t max_body_bytes = 0;

  using String = beast::string_view;
  using Verb = beast::http::verb;
  using Field = beast::http::field;

  void on_request_impl(Verb, String method, String target, int version, ErrorCode&) override {
    head.method = View(method);
    head.target = View(target);
    head.is_http11 = version == 11;
  }
  void on_response_impl(int, String, int, ErrorCode&) override {}
  void on_field_impl(Field, String name, String value, ErrorCode&) override {
    head.fields.emplace_back(LowerCase(View(name)), Trim(View(value)));
  }
  void on_trailer_field_impl(Field, String, String, ErrorCode&) override {}
  void on_header_impl(ErrorCode&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
  std::size_t on_body_impl(String bytes, ErrorCode& error) override {
    sink_status = (*sink)(AsBytes(View(bytes)));
    if (!sink_status.ok()) error = Refused();
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, String extension, ErrorCode& error) override {
    if (extension.size() > kMaxChunkExtension) error = Refused();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, String bytes, ErrorCode& error) override {
    return on_body_impl(bytes, error);
  }
  void on_finish_impl(ErrorCode&) override {}
};

RequestParser::RequestParser(std::uint64_t max_body_bytes) : impl_(std::make_unique<Impl>()) {
  impl_->max_body_bytes = max_body_bytes;
  impl_->body_limit(boost::none);  // until the head is read: CheckHead has the plainer sentence
}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;

Outcome<RequestHead> RequestParser::ParseHead(std::string_view bytes) {
  ErrorCode error;
  impl_->eager(false);
  // The scanner has limited the head already; Beast counts the trailers to the same limit.
  impl_->header_limit(static_cast<std::uint32_t>(bytes.size() + kMaxTrailerBytes));
  const std::size_t taken =
      impl_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error) return std::unexpected(BadRequest(error.message()));
  if (taken != bytes.size() || !impl_->is_header_done())
    return std::unexpected(BadRequest("an incomplete head"));
  impl_->body_limit(impl_->max_body_bytes);
  impl_->eager(true);
  return std::move(impl_->head);
}

Outcome<std::size_t> RequestParser::ParseBody(std::string_view bytes, const Sink& sink) {
  if (impl_->is_done() || bytes.empty()) return 0;
  impl_->sink = &sink;
  ErrorCode error;
  const std::size_t taken =
      impl_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  impl_->sink = nullptr;
  if (!impl_->sink_status.ok())
    return std::unexpected(FromBodyStatus(std::move(impl_->sink_status)));
  if (error == beast::http::error::body_limit) {
    return std::unexpected(BodyTooLarge(impl_->max_body_bytes));
  }
  if (error && error != beast::http::error::need_more)
    return std::unexpected(BadRequest(error.message()));
  return taken;
}

bool RequestParser::is_done() const { return impl_->is_done(); }
bool RequestParser::keep_alive() const { return impl_->keep_alive(); }

}  // namespace cutline::http
