#pragma once
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace cutline::image {

enum class TiffTag : std::uint16_t {
  kWidth = 256,
  kHeight = 257,
  kBitsPerSample = 258,
  kCompression = 259,
  kStripOffsets = 273,
  kSamplesPerPixel = 277,
  kRowsPerStrip = 278,
  kStripByteCounts = 279,
  kPlanarConfiguration = 284,
  kTileWidth = 322,
  kTileHeight = 323,
  kTileOffsets = 324,
  kTileByteCounts = 325,
};

// What the first directory of a TIFF says of the tags above (TIFF 6.0 section 2, and
// BigTIFF). Of a tag that occurs twice the first counts, as for libtiff. Reads the file
// again with each value, so it must outlive this.
class TiffDirectory {
 public:
  // REQUIRES: the file begins with a TIFF signature. Empty if there is no whole directory.
  [[nodiscard]] static std::optional<TiffDirectory> Read(ByteSpan file);

  // How many values the entry claims; 0 without one.
  [[nodiscard]] std::uint64_t Count(TiffTag tag) const;
  // The value at `index`. `otherwise` if there is no such entry or value; 0 if its type
  // can't be a size or its bytes are not in the file.
  [[nodiscard]] std::uint64_t Value(TiffTag tag, std::uint64_t otherwise,
                                    std::uint64_t index = 0) const;

  // Where the offset of the second directory is stored, and its length; 0 if there is none.
  std::size_t next_at = 0;
  std::size_t next_size = 0;

 private:
  struct Field {
    TiffTag tag;
    std::uint16_t type;
    std::uint64_t count;
    std::uint64_t at;  // of its first value
  };

  TiffDirectory(ByteSpan file, std::endian order) : file_(file), order_(order) {}
  [[nodiscard]] const Field* Find(TiffTag tag) const;

  ByteSpan file_;
  std::endian order_;
  std::vector<Field> fields_;
};

}  // namespace cutline::image
