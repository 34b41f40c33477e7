#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/option.h"
#include "http/message.h"

namespace cutline::api {

struct Picture {
  ByteBuffer bytes;
  // As the client calls it, without control characters; empty where it says none or the name
  // is no UTF-8. To be shown, never to be used as a path.
  std::string name;
};

// Pictures and the options that came with them, whichever way they were sent.
struct TaskInput {
  std::vector<Picture> pictures;  // one at least
  OptionValues options;
};

// How a route calls what carries its pictures.
struct PictureFields {
  std::string_view file = "file";
  std::string_view base64;  // a form field with base64 text; empty for none
  std::size_t most = 1;     // pictures a request
};

// How a request carries its pictures.
enum class BodyKind {
  kMultipart,   // multipart/form-data: parts `file`, options as further parts
  kJson,        // {"file": "<base64>" or ["<base64>", …], options…}
  kUrlEncoded,  // application/x-www-form-urlencoded: `base64` and options
  kRaw,         // the body is the picture
};

// kUnsupported for types that can't hold a picture (text/plain). A URL-encoded form is one only
// where the route has a field for base64: `curl --data-binary` says so of whatever it sends.
[[nodiscard]] Result<BodyKind> ClassifyBody(const http::Request& request,
                                            const PictureFields& fields);

// Whether taking the body apart costs time (base64): then not on an I/O thread.
[[nodiscard]] bool CostsTime(const http::Request& request, BodyKind kind,
                             const PictureFields& fields);

// Takes pictures and options out of a request; options in the query count too, those in
// the body win. `defaults` holds for what the request leaves open.
// kInvalidArgument: no picture, unknown option, bad value, bad JSON or base64; kUnprocessable:
// too many pictures.
[[nodiscard]] Result<TaskInput> ReadTaskInput(http::Request& request, BodyKind kind,
                                              const PictureFields& fields, OptionValues defaults);

}  // namespace cutline::api
