#pragma once
#include "base/bytes.h"

namespace cutline::image {

// `bytes` in zlib's format (RFC 1950), as PDF and PNG have it. kTooLarge where memory runs out.
// Thread-safe.
[[nodiscard]] Result<ByteBuffer> Deflate(ByteSpan bytes);

}  // namespace cutline::image
