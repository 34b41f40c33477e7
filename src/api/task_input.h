#pragma once
#include <span>

#include "base/option.h"
#include "http/message.h"

namespace cutline::api {

// A picture and the options that came with it, whichever way they were sent.
struct TaskInput {
  ByteBuffer file;
  OptionValues options;
};

// How a request carries its picture.
enum class BodyKind {
  kMultipart,  // multipart/form-data: part "file", options as further parts
  kJson,       // {"file": "<base64>", options…}
  kRaw,        // the body is the picture
};

// kUnsupported for types that can't hold a picture (text/plain, URL-encoded forms).
[[nodiscard]] Result<BodyKind> ClassifyBody(const http::Request& request);

// Takes picture and options out of a request; options in the query count too, those in
// the body win. JSON bodies cost time (base64): not on an I/O thread.
// `defaults` holds for what the request leaves open.
// kInvalidArgument: no or two files, unknown option, bad value, bad JSON or base64.
[[nodiscard]] Result<TaskInput> ReadTaskInput(http::Request& request, BodyKind kind,
                                              OptionValues defaults);

}  // namespace cutline::api
