#pragma once
#include <string>
#include <vector>

#include "http/message.h"
#include "serving/runner.h"

namespace cutline::api {

// What became of one picture of a request.
struct PictureResult {
  std::string name;  // as the client calls it; may be empty
  Result<serving::Answer> answer;
};

// The answer to a request, from what became of its pictures, in their order:
// - one picture in one format: that file;
// - several, all of them JSON: {"results":[…]} with the objects; for one that failed
//   {"file":name,"error":problem};
// - else multipart/mixed with a part for each file, and application/problem+json for one
//   that failed. Files are named after their pictures, or by number.
// Where all failed, the first one's problem. The head has the times of all added up
// (Server-Timing), and those facts that are the same for all. REQUIRES: one result at least.
[[nodiscard]] http::Response AnswerOf(std::vector<PictureResult> results,
                                      const http::Request& request);

}  // namespace cutline::api
