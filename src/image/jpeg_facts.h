#pragma once
#include <optional>

#include "base/bytes.h"
#include "image/pixels.h"

namespace cutline::image {

// What a document that holds a JPEG file as it is must know of it.
struct JpegFacts {
  Size stored;          // before the EXIF orientation
  int channels = 0;     // 1 is grey, 3 is YCbCr
  int orientation = 1;  // EXIF's, 1 to 8; see orientation.h
  ByteBuffer profile;   // ICC, for the same number of channels; may be empty
};

// The facts of a JPEG file that any reader of JPEG shows in the same colours: baseline, extended
// or progressive Huffman coding, 8 bits, grey or YCbCr. Nothing for other kinds and other files.
// Reads the header only. Thread-safe.
[[nodiscard]] std::optional<JpegFacts> ReadJpegFacts(ByteSpan file);

}  // namespace cutline::image
