#include "image/bmp.h"

#include "image/test_files.h"

namespace cutline::image {
namespace {

// A bitmap of 3 x 2 pixels, all parts of which a test may bend.
struct BmpFile {
  std::uint32_t header_size = 40;
  std::int32_t width = 3;
  std::int32_t height = 2;
  int bits = 24;
  std::uint32_t compression = 0;
  std::uint32_t colours_used = 0;
  FileWriter extra_header;  // from byte 40 of the header on: masks of the longer versions
  FileWriter after_header;  // masks or palette
  FileWriter data;

  [[nodiscard]] ByteBuffer Bytes() const {
    FileWriter file;
    const auto before = static_cast<std::uint32_t>(14 + header_size + after_header.bytes().size());
    file.Text("BM").Le32(before + static_cast<std::uint32_t>(data.bytes().size())).Le32(0);
    file.Le32(before).Le32(header_size);
    if (header_size == 12) {
      file.Le16(width).Le16(height).Le16(1).Le16(bits);
    } else {
      FileWriter header;
      header.Le32(width).Le32(height).Le16(1).Le16(bits).Le32(compression).Le32(0);
      header.Le32(0).Le32(0).Le32(colours_used).Le32(0);
      header.Raw(extra_header.bytes());
      header.Zeros(124);
      file.Raw(ByteSpan(header.bytes()).first(header_size - 4));
    }
    return file.Raw(after_header.bytes()).Raw(data.bytes()).bytes();
  }
};

std::vector<int> Pixels(const Result<Image>& image) {
  if (!image) return {static_cast<int>(image.error().code())};
  return {image->bytes().begin(), image->bytes().end()};
}

TEST(Bmp, ReadsRowsFromTheBottomUp) {
  BmpFile file;
  file.data.Raw({3, 2, 1, 6, 5, 4, 9, 8, 7, 0, 0, 0});
  file.data.Raw({30, 20, 10, 60, 50, 40, 90, 80, 70, 0, 0, 0});
  EXPECT_EQ(Pixels(DecodeFile(file.Bytes())),
            (std::vector<int>{10, 20, 30, 40, 50, 60, 70, 80, 90, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Bmp, ReadsRowsFromTheTopWhenTheHeightIsNegative) {
  BmpFile file;
  file.height = -2;
  file.data.Raw({3, 2, 1, 6, 5, 4, 9, 8, 7, 0, 0, 0});
  file.data.Raw({30, 20, 10, 60, 50, 40, 90, 80, 70});  // the last padding may be missing
  EXPECT_EQ(Pixels(DecodeFile(file.Bytes())),
            (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90}));
}

TEST(Bmp, ReadsEveryHeaderVersion) {
  for (const std::uint32_t size : {12U, 16U, 40U, 52U, 56U, 64U, 108U, 124U}) {
    BmpFile file;
    file.header_size = size;
    file.width = 1;
    file.height = 1;
    file.data.Raw({3, 2, 1, 0});
    EXPECT_EQ(Pixels(DecodeFile(file.Bytes())), (std::vector<int>{1, 2, 3})) << size;
  }
}

TEST(Bmp, ReadsPalettesOfOneFourAndEightBits) {
  struct {
    int bits;
    std::initializer_list<std::uint8_t> row;  // indices 1, 0, 1
  } const cases[] = {{1, {0b10100000, 0, 0, 0}}, {4, {0x10, 0x10, 0, 0}}, {8, {1, 0, 1, 0}}};
  for (const auto& c : cases) {
    BmpFile file;
    file.height = 1;
    file.bits = c.bits;
    file.colours_used = 2;
    file.after_header.Raw({3, 2, 1, 0, 30, 20, 10, 0});
    file.data.Raw(ByteSpan(c.row.begin(), c.row.size()));
    EXPECT_EQ(Pixels(DecodeFile(file.Bytes())), (std::vector<int>{10, 20, 30, 1, 2, 3, 10, 20, 30}))
        << c.bits;
  }
}

TEST(Bmp, ShowsAnIndexBeyondThePaletteAsBlack) {
  BmpFile file;
  file.width = 1;
  file.height = 1;
  file.bits = 8;
  file.colours_used = 2;
  file.after_header.Raw({3, 2, 1, 0, 30, 20, 10, 0});
  file.data.Raw({255, 0, 0, 0});
  EXPECT_EQ(Pixels(DecodeFile(file.Bytes())), (std::vector<int>{0, 0, 0}));
}

TEST(Bmp, WidensFiveAndSixBitsToTheFullRange) {
  BmpFile file;
  file.width = 2;
  file.height = 1;
  file.bits = 16;
  file.data.Le16(0x7FFF).Le16(1 << 10 | 16 << 5 | 31);  // 5-5-5 is the default
  EXPECT_EQ(Pixels(DecodeFile(file.Bytes())), (std::vector<int>{255, 255, 255, 8, 132, 255}));
  file.compression = 3;
  file.after_header.Le32(0xF800).Le32(0x07E0).Le32(0x001F);
  file.data = FileWriter().Le16(0xFFFF).Le16(1 << 11 | 32 << 5 | 31);
  EXPECT_EQ(Pixels(DecodeFile(file.Bytes())), (std::vector<int>{255, 255, 255, 8, 130, 255}));
}

TEST(Bmp, ReadsAlphaOnlyWhereAMaskNamesIt) {
  BmpFile file;
  file.width = 1;
  file.height = 1;
  file.bits = 32;
  file.data.Raw({3, 2, 1, 77});
  EXPECT_EQ(Pixels(DecodeFile(file.Bytes())), (std::vector<int>{1, 2, 3}));
  file.header_size = 56;
  file.compression = 3;
  file.extra_header.Le32(0xFF0000).Le32(0xFF00).Le32(0xFF).Le32(0xFF000000);
  EXPECT_EQ(Pixels(DecodeFile(file.Bytes())), (std::vector<int>{1, 2, 3, 77}));
  file.data = FileWriter().Raw({3, 2, 1, 0});  // all of it 0: the writer meant no alpha
  EXPECT_EQ(Pixels(DecodeFile(file.Bytes())), (std::vector<int>{1, 2, 3}));
}

TEST(Bmp, KeepsTheUpperBitsOfWideMasks) {
  BmpFile file;
  file.width = 1;
  file.height = 1;
  file.bits = 32;
  file.compression = 3;
  file.after_header.Le32(0x3FF00000).Le32(0x000FFC00).Le32(0x000003FF);
  file.data.Le32(1023U << 20 | 512U << 10 | 4U);
  EXPECT_EQ(Pixels(DecodeFile(file.Bytes())), (std::vector<int>{255, 128, 1}));
}

BmpFile RleFile(int bits) {
  BmpFile file;
  file.bits = bits;
  file.compression = bits == 8 ? 1 : 2;
  file.colours_used = 3;
  file.after_header.Raw({0, 0, 0, 0, 1, 1, 1, 0, 2, 2, 2, 0});
  return file;
}

std::vector<int> Reds(const Result<Image>& image) {
  std::vector<int> reds;
  const std::vector<int> pixels = Pixels(image);
  for (std::size_t i = 0; i < pixels.size(); i += 3) reds.push_back(pixels[i]);
  return reds;
}

TEST(Bmp, UnpacksRunsOfEightBits) {
  BmpFile file = RleFile(8);
  // Runs of two and one, end of row, three literals with padding, end of picture.
  file.data.Raw({2, 1, 1, 2, 0, 0, 0, 3, 2, 1, 2, 0, 0, 1});
  EXPECT_EQ(Reds(DecodeFile(file.Bytes())), (std::vector<int>{2, 1, 2, 1, 1, 2}));
}

TEST(Bmp, UnpacksRunsOfFourBits) {
  BmpFile file = RleFile(4);
  file.data.Raw({3, 0x12, 0, 0, 0, 3, 0x21, 0x10, 0, 1});
  EXPECT_EQ(Reds(DecodeFile(file.Bytes())), (std::vector<int>{2, 1, 1, 1, 2, 1}));
}

TEST(Bmp, LeavesOutWhatRunsJumpOver) {
  BmpFile file = RleFile(8);
  file.data.Raw({0, 2, 2, 1, 1, 1, 0, 1});  // right 2, up 1, one pixel
  EXPECT_EQ(Reds(DecodeFile(file.Bytes())), (std::vector<int>{0, 0, 1, 0, 0, 0}));
}

TEST(Bmp, CutsOffRunsThatOverhangTheirRow) {
  BmpFile file = RleFile(8);
  file.data.Raw({255, 1, 255, 1, 0, 0, 1, 2, 0, 1});
  EXPECT_EQ(Reds(DecodeFile(file.Bytes())), (std::vector<int>{2, 0, 0, 1, 1, 1}));
}

TEST(Bmp, RefusesWhatIsCutShort) {
  BmpFile runs = RleFile(8);
  runs.data.Raw({2, 1});
  EXPECT_EQ(CodeOf(runs.Bytes()), Code::kUnprocessable);
  BmpFile plain;
  plain.data.Zeros(20);  // needs 12 + 9
  EXPECT_EQ(CodeOf(plain.Bytes()), Code::kUnprocessable);
  plain.data.Zeros(1);
  const ByteBuffer whole = plain.Bytes();
  EXPECT_EQ(CodeOf(whole), Code::kOk);
  for (std::size_t length = 18; length < whole.size(); ++length) {
    EXPECT_EQ(CodeOf(ByteSpan(whole).first(length)), Code::kUnprocessable) << length;
  }
}

TEST(Bmp, RefusesImpossibleHeaders) {
  const auto code = [](auto bend) {
    BmpFile file;
    file.data.Zeros(64);
    bend(file);
    return CodeOf(file.Bytes());
  };
  EXPECT_EQ(code([](BmpFile& f) { f.bits = 2; }), Code::kUnprocessable);
  EXPECT_EQ(code([](BmpFile& f) { f.bits = 0; }), Code::kUnprocessable);
  EXPECT_EQ(code([](BmpFile& f) { f.width = 0; }), Code::kUnprocessable);
  EXPECT_EQ(code([](BmpFile& f) { f.width = -3; }), Code::kUnprocessable);
  EXPECT_EQ(code([](BmpFile& f) { f.height = 0; }), Code::kUnprocessable);
  EXPECT_EQ(code([](BmpFile& f) { f.compression = 1; }), Code::kUnprocessable);  // 24-bit runs
  EXPECT_EQ(code([](BmpFile& f) { f.compression = 4; }), Code::kUnprocessable);  // JPEG inside
  EXPECT_EQ(code([](BmpFile& f) { f.bits = 8, f.colours_used = 300; }), Code::kUnprocessable);
  EXPECT_EQ(code([](BmpFile& f) {
              f.bits = 32, f.compression = 3;
              f.after_header.Le32(0xFF00FF).Le32(0xFF00).Le32(0xFF);  // a gap
            }),
            Code::kUnprocessable);
  // |-2^31| does not fit 32 bits.
  EXPECT_EQ(code([](BmpFile& f) { f.height = INT32_MIN; }), Code::kTooLarge);
  EXPECT_EQ(code([](BmpFile& f) { f.width = INT32_MAX; }), Code::kTooLarge);
}

TEST(Bmp, RefusesABombOfRunsByItsHeader) {
  BmpFile file = RleFile(8);
  file.width = file.height = 16'000;
  file.data.Raw({0, 1});
  EXPECT_EQ(CodeOf(file.Bytes()), Code::kTooLarge);
}

TEST(Bmp, IsNotToldByTwoLettersAlone) {
  EXPECT_EQ(CodeOf(AsBytes("BMW drivers wrote this long enough text")), Code::kUnsupported);
  EXPECT_EQ(CodeOf(AsBytes("BM")), Code::kUnsupported);
}

}  // namespace
}  // namespace cutline::image
