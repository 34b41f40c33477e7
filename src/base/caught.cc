#include "base/caught.h"

namespace cutline {

Status OutOfMemory() {
  return ResourceExhausted({"There is not enough memory for this now.", "当前内存不足。"})
      .WithHint({"Try a smaller picture, or try again when less is going on.",
                 "请换用较小的图片，或稍后再试。"})
      .WithRetryAfter(std::chrono::seconds(5));
}

Status UnexpectedException(std::string what) {
  return Internal({"Something went wrong inside the program.", "程序内部出错。"})
      .WithDetail(std::move(what));
}

}  // namespace cutline
