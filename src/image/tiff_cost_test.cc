// What a TIFF costs to decode is bounded by its header, before anything is decoded.
#include <map>

#include "image/test_files.h"

namespace cutline::image {
namespace {

Code ProbeCode(ByteSpan file, const DecodeLimits& limits = {}) {
  const Result<ImageInfo> info = Probe(file, limits);
  return info ? Code::kOk : info.error().code();
}

constexpr int kBits = 258, kCompression = 259, kOffsets = 273, kSamples = 277, kRows = 278,
              kByteCounts = 279, kPlanar = 284, kTileWidth = 322, kTileHeight = 323;
constexpr int kDeflate = 8, kJpeg = 7;

// A little-endian TIFF: the directory, then arrays, then data.
struct Tiff {
  std::map<int, std::vector<std::uint32_t>> entries;  // LONGs
  FileWriter data;

  Tiff(std::uint32_t width, std::uint32_t height, int compression) {
    entries[256] = {width};
    entries[257] = {height};
    entries[kCompression] = {static_cast<std::uint32_t>(compression)};
  }
  Tiff& Set(int tag, std::uint32_t value) {
    entries[tag] = {value};
    return *this;
  }
  // Strips or tiles that all are the whole data.
  Tiff& Pieces(std::size_t count, const FileWriter& bytes) {
    data = bytes;
    entries[kOffsets].assign(count, 0);
    entries[kByteCounts].assign(count, static_cast<std::uint32_t>(bytes.bytes().size()));
    entries[kOffsets].assign(count, static_cast<std::uint32_t>(DataAt()));
    return *this;
  }
  // Strips or tiles one after another.
  Tiff& Row(const std::vector<FileWriter>& pieces) {
    for (const FileWriter& piece : pieces) {
      entries[kByteCounts].push_back(static_cast<std::uint32_t>(piece.bytes().size()));
      entries[kOffsets].push_back(static_cast<std::uint32_t>(data.bytes().size()));
      data.Raw(piece.bytes());
    }
    for (std::uint32_t& offset : entries[kOffsets]) {
      offset += static_cast<std::uint32_t>(DataAt());
    }
    return *this;
  }
  [[nodiscard]] std::size_t ArraysAt() const { return 8 + 2 + 12 * entries.size() + 4; }
  [[nodiscard]] std::size_t DataAt() const {
    std::size_t at = ArraysAt();
    for (const auto& [tag, values] : entries) at += values.size() > 1 ? values.size() * 4 : 0;
    return at;
  }
  [[nodiscard]] ByteBuffer Bytes() const {
    FileWriter file, arrays;
    file.Text("II").Le16(42).Le32(8).Le16(static_cast<std::uint32_t>(entries.size()));
    for (const auto& [tag, values] : entries) {
      file.Le16(tag).Le16(4).Le32(static_cast<std::uint32_t>(values.size()));
      if (values.size() == 1) {
        file.Le32(values[0]);
        continue;
      }
      file.Le32(static_cast<std::uint32_t>(ArraysAt() + arrays.bytes().size()));
      for (const std::uint32_t value : values) arrays.Le32(value);
    }
    return file.Le32(0).Raw(arrays.bytes()).Raw(data.bytes()).bytes();
  }
};

Code Unpacking(std::uint32_t width, std::uint32_t height, std::uint32_t samples,
               std::vector<std::uint32_t> bits) {
  Tiff file(width, height, kDeflate);
  file.Set(kSamples, samples);
  file.entries[kBits] = std::move(bits);
  return ProbeCode(file.Bytes());
}

TEST(TiffCost, APictureUnpacksToEightBytesForEachPixelAllowed) {
  EXPECT_EQ(Unpacking(10'000, 5000, 4, {16}), Code::kOk);
  EXPECT_EQ(Unpacking(10'000, 5000, 5, {16}), Code::kTooLarge);
  EXPECT_EQ(Unpacking(10'000, 5000, 1, {64}), Code::kOk);
  EXPECT_EQ(Unpacking(10'000, 5000, 9, {1}), Code::kTooLarge);  // a byte each, once unpacked
  EXPECT_EQ(Unpacking(5000, 5000, 4, {32}), Code::kOk);
  EXPECT_EQ(Unpacking(5000, 5000, 32, {64}), Code::kTooLarge);
}

TEST(TiffCost, TheDeepestOfTheChannelsCounts) {
  EXPECT_EQ(Unpacking(10'000, 5000, 3, {8, 8, 16}), Code::kOk);
  EXPECT_EQ(Unpacking(10'000, 5000, 3, {8, 8, 32}), Code::kTooLarge);
}

TEST(TiffCost, NoChannelIsDeeperThanADouble) {
  EXPECT_EQ(Unpacking(8, 8, 1, {64}), Code::kOk);
  EXPECT_EQ(Unpacking(8, 8, 1, {128}), Code::kUnprocessable);
}

TEST(TiffCost, TilesCountWithWhatOverhangsThePicture) {
  const auto code = [](std::uint32_t width, std::uint32_t tile_width, std::uint32_t tile_height) {
    Tiff file(width, 1, kDeflate);
    file.Set(kSamples, 3).Set(kBits, 8).Set(kTileWidth, tile_width).Set(kTileHeight, tile_height);
    return ProbeCode(file.Bytes());
  };
  EXPECT_EQ(code(1, 512, 512), Code::kOk);
  EXPECT_EQ(code(16'384, 512, 512), Code::kOk);
  EXPECT_EQ(code(16'384, 16, 16'384), Code::kTooLarge);  // 800 MB for 16384 pixels
  EXPECT_EQ(code(16'384, 1, 8192), Code::kTooLarge);
}

TEST(TiffCost, StripsAndTilesAreCounted) {
  const auto tiles = [](std::uint32_t side) {
    Tiff file(7000, 7000, kDeflate);
    return ProbeCode(file.Set(kTileWidth, side).Set(kTileHeight, side).Bytes());
  };
  EXPECT_EQ(tiles(16), Code::kOk);
  EXPECT_EQ(tiles(2), Code::kUnprocessable);
  const auto strips = [](std::uint32_t planes) {
    Tiff file(1, 16'384, kDeflate);
    file.Set(kBits, 8).Set(kRows, 1).Set(kSamples, planes).Set(kPlanar, 2);
    return ProbeCode(file.Bytes());
  };
  EXPECT_EQ(strips(4), Code::kOk);
  EXPECT_EQ(strips(32), Code::kOk);  // 524288, just as many as are allowed
}

TEST(TiffCost, ReadsTheKindsOfCompressionThatKeepToTheirSize) {
  for (const int compression : {1, 2, 3, 4, 5, 8, 32771, 32773, 32946, 50000, 50001}) {
    EXPECT_EQ(ProbeCode(Tiff(8, 8, compression).Bytes()), Code::kOk) << compression;
  }
  // Old-style JPEG, JBIG, LZMA, LERC, JPEG 2000, and none at all.
  for (const int compression : {6, 34661, 34925, 34887, 34712, 0}) {
    EXPECT_EQ(ProbeCode(Tiff(8, 8, compression).Bytes()), Code::kUnprocessable) << compression;
  }
}

TEST(TiffCost, StripsMayShareBytesButNotWithoutEnd) {
  const auto code = [](int compression, std::size_t strips) {
    Tiff file(8, 1000, compression);
    return ProbeCode(file.Set(kRows, 1).Pieces(strips, FileWriter().Zeros(100'000)).Bytes());
  };
  EXPECT_EQ(code(kDeflate, 2), Code::kOk);
  EXPECT_EQ(code(kDeflate, 1000), Code::kUnprocessable);
  EXPECT_EQ(code(/*none*/ 1, 1000), Code::kOk);  // the decoder takes what it needs
}

TEST(TiffCost, RefusesStripsAndTilesAtOnce) {
  Tiff file(8, 8, kDeflate);
  file.Pieces(1, FileWriter().Zeros(8));
  EXPECT_EQ(ProbeCode(file.Bytes()), Code::kOk);
  EXPECT_EQ(ProbeCode(file.Set(/*tiles' byte counts*/ 325, 8).Bytes()), Code::kUnprocessable);
}

TEST(TiffCost, TheFirstOfTwoEqualTagsCountsAsForTheDecoder) {
  FileWriter file;
  file.Text("II").Le16(42).Le32(8).Le16(3);
  for (const auto& [tag, value] : {std::pair{256, 30'000}, {256, 8}, {257, 8}}) {
    file.Le16(tag).Le16(4).Le32(1).Le32(value);
  }
  EXPECT_EQ(ProbeCode(file.Le32(0).bytes()), Code::kTooLarge);
}

TEST(TiffCost, ASizeMayBeOfASignedType) {
  FileWriter file;
  file.Text("II").Le16(42).Le32(8).Le16(4);
  for (const auto& [tag, value] : {std::pair{256, 8}, {257, 8}, {322, 30'000}, {323, 16}}) {
    file.Le16(tag).Le16(/*SLONG*/ 9).Le32(1).Le32(value);
  }
  EXPECT_EQ(ProbeCode(file.Le32(0).bytes()), Code::kTooLarge);
}

FileWriter JpegStream(int width, int height, int scans) {
  FileWriter stream;
  stream.Raw({0xFF, 0xD8, 0xFF, 0xC2}).Be16(11).Raw({8}).Be16(height).Be16(width);
  stream.Raw({1, 1, 0x11, 0});
  for (int i = 0; i < scans; ++i) stream.Raw({0xFF, 0xDA}).Be16(8).Raw({1, 1, 0, 0, 0, 0});
  return stream.Raw({0xFF, 0xD9});
}

TEST(TiffCost, TheScansOfJpegInsideAreCounted) {
  const auto code = [](int strips, int scans) {
    Tiff file(7000, 7000, kJpeg);
    file.Set(kRows, 7000 / strips);
    const FileWriter strip = JpegStream(7000, 7000 / strips, scans);
    return ProbeCode(file.Row(std::vector(strips, strip)).Bytes());
  };
  EXPECT_EQ(code(1, 20), Code::kOk);
  EXPECT_EQ(code(1, 21), Code::kUnprocessable);
  EXPECT_EQ(code(100, 20), Code::kOk);
  EXPECT_EQ(code(100, 21), Code::kUnprocessable);
}

TEST(TiffCost, ManyPiecesAreLookedAtQuickly) {
  Tiff file(1, 16'384, kJpeg);
  file.Set(kBits, 8).Set(kRows, 1).Set(kSamples, 32).Set(kPlanar, 2);
  FileWriter stuffed;  // what the walk over a stream takes longest for
  for (int i = 0; i < 8; ++i) stuffed.Raw({0xFF, 0});
  file.Row(std::vector(524'288, stuffed));
  const ByteBuffer streams = file.Bytes();
  const ByteBuffer deflated = file.Set(kCompression, kDeflate).Bytes();
  const double start = ThreadMilliseconds();
  EXPECT_EQ(ProbeCode(streams), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(deflated), Code::kOk);
#ifdef __SANITIZE_THREAD__
  constexpr double kMostMilliseconds = 5000;  // every access is looked at
#else
  constexpr double kMostMilliseconds = 500;
#endif
  EXPECT_LT(ThreadMilliseconds() - start, kMostMilliseconds);
}

TEST(TiffCost, JpegInsideHasAKnownLength) {
  Tiff file(16, 16, kJpeg);
  EXPECT_EQ(ProbeCode(file.Bytes()), Code::kUnprocessable);
  file.Set(kRows, 8).Row({JpegStream(16, 8, 1), JpegStream(16, 8, 1)});
  EXPECT_EQ(ProbeCode(file.Bytes()), Code::kOk);
  file.entries[kByteCounts].pop_back();
  EXPECT_EQ(ProbeCode(file.Bytes()), Code::kUnprocessable);
}

TEST(TiffCost, ALengthOfZeroDoesNotHideScans) {
  Tiff file(7000, 7000, kJpeg);
  file.Row({JpegStream(7000, 7000, 21)});
  file.entries[kByteCounts] = {0};  // the decoder then reads to the end of the file
  EXPECT_EQ(ProbeCode(file.Bytes()), Code::kUnprocessable);
}

TEST(TiffCost, FilesOfEveryUsualKindAreRead) {
  for (const char* suffix :
       {".tif[compression=jpeg]", ".tif[compression=jpeg,tile,tile-width=16,tile-height=16]",
        ".tif[compression=deflate,tile]", ".tif[compression=zstd]", ".tif[compression=webp]",
        ".tif[compression=packbits]", ".tif[compression=lzw,predictor=horizontal]"}) {
    EXPECT_EQ(CodeOf(VipsPicture(Ramp({100, 80}, 3)).Save(suffix)), Code::kOk) << suffix;
  }
  EXPECT_EQ(CodeOf(VipsPicture(Ramp({100, 80}, 1)).Save(".tif[bitdepth=1,compression=ccittfax4]")),
            Code::kOk);
}

}  // namespace
}  // namespace cutline::image
