#include "image/vips_runtime.h"

#include <vips/vips.h>

#include <algorithm>

namespace cutline::image {

Status StartVips() {
  static const bool started = [] {
    // Loaders warn about every oddity in a file; the failures come back as errors.
    const auto silent = [](const gchar*, GLogLevelFlags, const gchar*, gpointer) {};
    g_log_set_handler("VIPS",
                      static_cast<GLogLevelFlags>(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE |
                                                  G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG),
                      silent, nullptr);
    if (vips_init("cutline") != 0) return false;
    vips_block_untrusted_set(TRUE);
    vips_concurrency_set(1);
    // A service sees each file once: a cache would only hold memory and a lock.
    vips_cache_set_max(0);
    vips_cache_set_max_mem(0);
    return true;
  }();
  if (!started) {
    return Unavailable({"The image library did not start.", "图像处理库无法启动。"})
        .WithHint({"Reinstall the libvips package.", "请重新安装 libvips 软件包。"})
        .WithDetail(TakeVipsError());
  }
  return {};
}

std::string TakeVipsError() {
  char* text = vips_error_buffer_copy();  // copies and clears under libvips' lock
  std::string error(text);
  g_free(text);
  while (!error.empty() && error.back() == '\n') error.pop_back();
  std::ranges::replace(error, '\n', ';');
  return error;
}

}  // namespace cutline::image
