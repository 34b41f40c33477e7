#include "api/flat_json.h"

#include <boost/json/basic_parser_impl.hpp>

#include "base/option.h"

namespace cutline::api {
namespace {

namespace json = boost::json;
using boost::system::error_code;

constexpr std::size_t kMostMembers = 64;

// What json::basic_parser tells as it goes; false from a function stops it. A handler of its
// own, because a tree of values takes 24 times the memory of the text it came from.
class Handler {
 public:
  // Boost names these.
  // NOLINTBEGIN(readability-identifier-naming)
  static constexpr std::size_t max_object_size = kMostMembers;
  static constexpr std::size_t max_array_size = kMostMembers;
  static constexpr std::size_t max_key_size = std::size_t{1} << 16;
  static constexpr std::size_t max_string_size = ~std::size_t{0};

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& error) { return begun_ ? Refuse(error) : (begun_ = true); }
  bool on_object_end(std::size_t, error_code&) { return true; }
  bool on_array_begin(error_code& error) {
    return !begun_ || in_list_ ? Refuse(error) : (in_list_ = true);
  }
  bool on_array_end(std::size_t size, error_code& error) {
    if (size == 0) return Refuse(error);
    in_list_ = false;
    name_.clear();
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, error_code&) {
    name_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, error_code&) {
    name_.append(part.data(), part.size());
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, error_code&) {
    value_.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, error_code& error) {
    value_.append(part.data(), part.size());
    return Add(true, error);
  }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, error_code& error) {
    return AddScalar(fmt::format("{}", number), error);
  }
  bool on_uint64(std::uint64_t number, json::string_view, error_code& error) {
    return AddScalar(fmt::format("{}", number), error);
  }
  bool on_double(double number, json::string_view, error_code& error) {
    return AddScalar(fmt::format("{}", number), error);
  }
  bool on_bool(bool value, error_code& error) { return AddScalar(value ? "true" : "false", error); }
  bool on_null(error_code& error) { return Refuse(error); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }
  // NOLINTEND(readability-identifier-naming)

  std::vector<JsonMember> members;
  bool refused = false;  // the value of the member named last is of none of the kinds read

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  static bool Stop(error_code& error) {
    error = json::error::extra_data;  // any will do; the caller knows why
    return false;
  }
  bool Refuse(error_code& error) {
    refused = begun_;
    return Stop(error);
  }
  bool AddScalar(std::string value, error_code& error) {
    if (in_list_) return Refuse(error);
    value_ = std::move(value);
    return Add(false, error);
  }
  bool Add(bool is_text, error_code& error) {
    if (!begun_) return Stop(error);
    members.push_back({name_, is_text, in_list_, std::move(value_)});
    if (!in_list_) name_.clear();
    value_.clear();
    return true;
  }

  bool begun_ = false;
  bool in_list_ = false;
  std::string name_;
  std::string value_;
};

}  // namespace

Result<std::vector<JsonMember>> ReadFlatObject(std::string_view text) {
  json::basic_parser<Handler> parser{json::parse_options{}};
  error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  Handler& handler = parser.handler();
  if (handler.refused) {
    const std::string name = Shortened(handler.name());
    return std::unexpected(
        InvalidArgument(
            {fmt::format("{} must be text, a number, true, false or a list of texts.", name),
             fmt::format("{} 必须是文本、数字、true、false 或文本列表。", name)})
            .WithField(name));
  }
  if (error || read != text.size()) {
    return std::unexpected(
        InvalidArgument({"The body is not a valid JSON object.", "请求体不是有效的 JSON 对象。"})
            .WithDetail(error ? error.message() : "something follows it"));
  }
  return std::move(handler.members);
}

}  // namespace cutline::api
