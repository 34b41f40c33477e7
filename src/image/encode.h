#pragma once
#include "base/bytes.h"
#include "image/pixels.h"

namespace cutline::image {

struct PngOptions {
  int effort = 1;  // 0 stores uncompressed, 1 fast .. 9 smallest
};

// PNG of 1, 3 or 4 channels, 8 bits: a row filter chosen by measurement and
// libdeflate. kInvalidArgument for an effort out of range; kTooLarge beyond 2^31 bytes
// of pixels (one PNG chunk holds no more) or where memory runs out. Thread-safe; each
// thread keeps up to 32 MiB of buffers for its next picture, and libdeflate's state: under
// 1 MiB, 9 MiB at effort 9.
[[nodiscard]] Result<ByteBuffer> EncodePng(const Image& image, const PngOptions& options);

struct JpegOptions {
  int quality = 90;  // 1..100
};

// JPEG of 1 or 3 channels, without metadata. kInvalidArgument for a quality out of range;
// kTooLarge where a side is over JPEG's 65500 or memory runs out. Thread-safe.
// REQUIRES: 1 or 3 channels.
[[nodiscard]] Result<ByteBuffer> EncodeJpeg(const Image& image, const JpegOptions& options);

struct WebpOptions {
  bool lossless = false;
  int quality = 90;  // 1..100; for lossless, the effort: quick up to 90, small beyond
};

// WebP of 1 (as grey RGB), 3 or 4 channels. Lossless keeps the colours of transparent
// pixels; lossy keeps alpha exactly and is free to change colours where alpha is 0.
// kInvalidArgument where a side is over WebP's 16383 or the quality is out of range;
// kTooLarge where memory runs out. Thread-safe.
[[nodiscard]] Result<ByteBuffer> EncodeWebp(const Image& image, const WebpOptions& options);

}  // namespace cutline::image
