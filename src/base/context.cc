#include "base/context.h"

namespace cutline {

Status Context::Check() const {
  if (cancelled.stop_requested()) {
    return {Code::kCancelled, {"The request was cancelled.", "请求已取消。"}};
  }
  if (deadline.HasPassed(clock)) {
    return {Code::kDeadlineExceeded,
            {"The work did not finish in the time allowed.", "处理未能在规定时间内完成。"}};
  }
  return {};
}

}  // namespace cutline
