#include "image/deflate.h"

#include <libdeflate.h>

#include <memory>
#include <new>

namespace cutline::image {
namespace {

constexpr int kLevel = 6;

struct Free {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
};

Status OutOfMemory() {
  return TooLarge(
      {"There is not enough memory to compress the result.", "内存不足，无法压缩结果。"});
}

}  // namespace

Result<ByteBuffer> Deflate(ByteSpan bytes) {
  const std::unique_ptr<libdeflate_compressor, Free> compressor(
      libdeflate_alloc_compressor(kLevel));
  if (compressor == nullptr) return std::unexpected(OutOfMemory());
  try {
    ByteBuffer out(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()));
    out.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), out.data(),
                                        out.size()));
    return out;
  } catch (const std::bad_alloc&) {
    return std::unexpected(OutOfMemory());
  }
}

}  // namespace cutline::image
