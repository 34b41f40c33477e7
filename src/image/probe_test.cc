#include "image/test_files.h"

namespace cutline::image {
namespace {

Code ProbeCode(ByteSpan file, const DecodeLimits& limits = {}) {
  const Result<ImageInfo> info = Probe(file, limits);
  return info ? Code::kOk : info.error().code();
}

void ExpectInfo(ByteSpan file, Format format, Size size) {
  const Result<ImageInfo> info = Probe(file, {});
  ASSERT_TRUE(info.has_value()) << info.error().ToString();
  EXPECT_EQ(FormatName(info->format), FormatName(format));
  EXPECT_EQ(info->size, size);
}

TEST(Probe, TellsKindAndSizeOfEveryKind) {
  const VipsPicture picture(Ramp({37, 21}, 3));
  ExpectInfo(picture.Save(".jpg"), Format::kJpeg, {37, 21});
  ExpectInfo(picture.Save(".jpg[interlace]"), Format::kJpeg, {37, 21});
  ExpectInfo(picture.Save(".png"), Format::kPng, {37, 21});
  ExpectInfo(picture.Save(".webp"), Format::kWebp, {37, 21});
  ExpectInfo(picture.Save(".webp[lossless]"), Format::kWebp, {37, 21});
  ExpectInfo(VipsPicture(Ramp({37, 21}, 4)).Save(".webp"), Format::kWebp, {37, 21});
  ExpectInfo(picture.Save(".avif"), Format::kAvif, {37, 21});
  ExpectInfo(picture.Save(".tif"), Format::kTiff, {37, 21});
  ExpectInfo(picture.Save(".tif[bigtiff]"), Format::kTiff, {37, 21});
  ExpectInfo(picture.Save(".gif"), Format::kGif, {37, 21});
}

TEST(Probe, NamesFormatsForPeople) {
  for (const Format format : {Format::kJpeg, Format::kPng, Format::kWebp, Format::kAvif,
                              Format::kGif, Format::kTiff, Format::kBmp}) {
    EXPECT_FALSE(FormatName(format).empty());
  }
}

TEST(Probe, RefusesAnEmptyFileAsTheRequestsFault) {
  EXPECT_EQ(ProbeCode({}), Code::kInvalidArgument);
}

TEST(Probe, RefusesKindsThatAreNotRead) {
  using namespace std::string_view_literals;
  for (const std::string_view file :
       {"x"sv, "\0"sv, "\n\n\n"sv, "<svg xmlns='http://www.w3.org/2000/svg'/>"sv, "%PDF-1.7"sv,
        "<!DOCTYPE html><html>"sv, "\0\0\x01\0"sv, "\0\0\0\x0cjP  \r\n\x87\n"sv, "8BPS\0\x01"sv,
        "\0\0\0\x18"
        "ftypheic\0\0\0\0mif1heic"sv,
        "\xFF\xD8"sv, "\x89PNG"sv, "RIFF\4\0\0\0WAVE"sv, "GIF88a"sv, "iVBORw0KGgo="sv,
        "\x1f\x8b\x08"sv}) {
    EXPECT_EQ(ProbeCode(AsBytes(file)), Code::kUnsupported) << file;
  }
}

TEST(Probe, NamesAKnownKindThatIsNotRead) {
  const auto sentence = [](std::string_view file) {
    return Probe(AsBytes(file), {}).error().sentence();
  };
  EXPECT_NE(sentence("%PDF-1.7").en.find("PDF"), std::string::npos);
  EXPECT_NE(sentence("<?xml version='1.0'?>\n<svg>").zh.find("SVG"), std::string::npos);
}

TEST(Probe, RefusesFilesThatAreOnlyTheirMagic) {
  using namespace std::string_view_literals;
  for (const std::string_view file :
       {"\xFF\xD8\xFF"sv, "\xFF\xD8\xFF\xD9"sv, "\x89PNG\r\n\x1A\n"sv, "RIFF\4\0\0\0WEBP"sv,
        "GIF89a"sv, "II*\0"sv, "MM\0*"sv, "II+\0"sv,
        "\0\0\0\x10"
        "ftypavif\0\0\0\0"sv}) {
    EXPECT_EQ(ProbeCode(AsBytes(file)), Code::kUnprocessable) << file;
  }
}

TEST(Probe, AppliesItsLimitsToTheExactPixel) {
  const ByteBuffer file = VipsPicture(Ramp({40, 20}, 3)).Save(".png");
  EXPECT_EQ(ProbeCode(file, {.max_pixels = 800, .max_side = 40}), Code::kOk);
  EXPECT_EQ(ProbeCode(file, {.max_pixels = 799, .max_side = 40}), Code::kTooLarge);
  EXPECT_EQ(ProbeCode(file, {.max_pixels = 800, .max_side = 39}), Code::kTooLarge);
}

TEST(Probe, ValidatesItsLimits) {
  EXPECT_TRUE(DecodeLimits{}.Validate().ok());
  EXPECT_EQ(DecodeLimits{.max_pixels = 0}.Validate().code(), Code::kInvalidArgument);
  EXPECT_EQ(DecodeLimits{.max_side = 0}.Validate().field(), "max-side");
}

FileWriter JpegFrame(int marker, int precision, int width, int height, int components,
                     int sampling = 0x11) {
  FileWriter file;
  file.Raw({0xFF, 0xD8, 0xFF, static_cast<std::uint8_t>(marker)});
  file.Be16(8 + 3 * components).Raw({static_cast<std::uint8_t>(precision)});
  file.Be16(height).Be16(width).Raw({static_cast<std::uint8_t>(components)});
  for (int i = 0; i < components; ++i) {
    file.Raw({static_cast<std::uint8_t>(i + 1), static_cast<std::uint8_t>(sampling), 0});
  }
  return file;
}

FileWriter& AddScan(FileWriter& file) {
  return file.Raw({0xFF, 0xDA}).Be16(8).Raw({1, 1, 0, 0, 0, 0, 0x12, 0xFF, 0, 0x34});
}

Code FrameCode(FileWriter file) { return ProbeCode(AddScan(file).Raw({0xFF, 0xD9}).bytes()); }

TEST(ProbeJpeg, ReadsTheFrameHeader) {
  EXPECT_EQ(FrameCode(JpegFrame(0xC0, 8, 10, 20, 3)), Code::kOk);
  EXPECT_EQ(FrameCode(JpegFrame(0xC2, 8, 10, 20, 1)), Code::kOk);
  EXPECT_EQ(FrameCode(JpegFrame(0xCA, 8, 10, 20, 4)), Code::kOk);
}

TEST(ProbeJpeg, RefusesFramesThatCannotBe) {
  EXPECT_EQ(FrameCode(JpegFrame(0xC0, 8, 0, 20, 3)), Code::kUnprocessable);
  EXPECT_EQ(FrameCode(JpegFrame(0xC0, 8, 10, 0, 3)), Code::kUnprocessable);
  EXPECT_EQ(FrameCode(JpegFrame(0xC0, 0, 10, 20, 3)), Code::kUnprocessable);
  EXPECT_EQ(FrameCode(JpegFrame(0xC1, 12, 10, 20, 3)), Code::kUnprocessable);
  EXPECT_EQ(FrameCode(JpegFrame(0xC3, 8, 10, 20, 3)), Code::kUnprocessable);  // lossless
  EXPECT_EQ(FrameCode(JpegFrame(0xC0, 8, 10, 20, 5)), Code::kUnprocessable);
  EXPECT_EQ(FrameCode(JpegFrame(0xC0, 8, 10, 20, 3, 0x01)), Code::kUnprocessable);
  EXPECT_EQ(FrameCode(JpegFrame(0xC0, 8, 10, 20, 3, 0x15)), Code::kUnprocessable);
  EXPECT_EQ(FrameCode(JpegFrame(0xC0, 8, 65500, 65500, 3)), Code::kTooLarge);
  EXPECT_EQ(ProbeCode(JpegFrame(0xC0, 8, 10, 20, 3).Raw({0xFF, 0xD9}).bytes()),
            Code::kUnprocessable);  // no scan
}

TEST(ProbeJpeg, CountsScans) {
  FileWriter file = JpegFrame(0xC2, 8, 64, 64, 1);
  for (int i = 0; i < 256; ++i) AddScan(file);
  EXPECT_EQ(ProbeCode(file.bytes()), Code::kOk);
  EXPECT_EQ(ProbeCode(AddScan(file).bytes()), Code::kUnprocessable);
}

TEST(ProbeJpeg, AllowsLargePicturesFewerScans) {
  FileWriter file = JpegFrame(0xC2, 8, 7000, 7000, 1);
  for (int i = 0; i < 20; ++i) AddScan(file);
  EXPECT_EQ(ProbeCode(file.bytes()), Code::kOk);
  EXPECT_EQ(ProbeCode(AddScan(file).bytes()), Code::kUnprocessable);
}

TEST(ProbeJpeg, IsNotFooledByMarkersInsideSegments) {
  FileWriter file;
  file.Raw({0xFF, 0xD8, 0xFF, 0xE1}).Be16(6).Raw({0xFF, 0xC0, 0xFF, 0xDA});
  const FileWriter frame = JpegFrame(0xC0, 8, 10, 20, 3);
  file.Raw(ByteSpan(frame.bytes()).subspan(2));
  ExpectInfo(AddScan(file).bytes(), Format::kJpeg, {10, 20});
}

FileWriter Png(std::uint32_t width, std::uint32_t height, int depth, int colour,
               int interlace = 0) {
  FileWriter file;
  file.Text("\x89PNG\r\n\x1A\n").Be32(13).Text("IHDR").Be32(width).Be32(height);
  file.Raw({static_cast<std::uint8_t>(depth), static_cast<std::uint8_t>(colour), 0, 0,
            static_cast<std::uint8_t>(interlace)});
  return file.Be32(0);
}

TEST(ProbePng, KnowsWhichDepthsAreLegal) {
  for (const auto& [colour, depths] : std::map<int, std::vector<int>>{
           {0, {1, 2, 4, 8, 16}}, {2, {8, 16}}, {3, {1, 2, 4, 8}}, {4, {8, 16}}, {6, {8, 16}}}) {
    for (const int depth : {0, 1, 2, 3, 4, 8, 16, 32}) {
      const bool legal = std::ranges::find(depths, depth) != depths.end();
      EXPECT_EQ(ProbeCode(Png(8, 8, depth, colour).bytes()),
                legal ? Code::kOk : Code::kUnprocessable)
          << depth << " bits, colour type " << colour;
    }
  }
  EXPECT_EQ(ProbeCode(Png(8, 8, 8, 5).bytes()), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(Png(8, 8, 8, 2, 2).bytes()), Code::kUnprocessable);
}

TEST(ProbePng, RefusesAbsurdSizesWithoutOverflow) {
  EXPECT_EQ(ProbeCode(Png(0, 8, 8, 2).bytes()), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(Png(0x80000001, 1, 8, 2).bytes()), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(Png(65536, 65536, 8, 2).bytes()), Code::kTooLarge);
  EXPECT_EQ(ProbeCode(Png(0x7FFFFFFF, 0x7FFFFFFF, 8, 2).bytes()), Code::kTooLarge);
}

TEST(ProbePng, RefusesAChunkLongerThanTheFile) {
  FileWriter file = Png(8, 8, 8, 2);
  file.Be32(0x7FFFFFFF).Text("tEXt").Zeros(100);
  EXPECT_EQ(ProbeCode(file.bytes()), Code::kUnprocessable);
}

FileWriter Vp8x(std::uint32_t width, std::uint32_t height, const FileWriter& chunks) {
  FileWriter file;
  file.Text("RIFF").Le32(static_cast<std::uint32_t>(22 + chunks.bytes().size())).Text("WEBP");
  file.Text("VP8X").Le32(10).Le32(0).Le24(width - 1).Le24(height - 1);
  return file.Raw(chunks.bytes());
}

FileWriter Vp8l(int width, int height) {
  FileWriter chunk;
  chunk.Text("VP8L").Le32(5).Raw({0x2F}).Le32((width - 1) | (height - 1) << 14).Raw({0});
  return chunk;
}

TEST(ProbeWebp, ChecksCanvasAndFrame) {
  ExpectInfo(Vp8x(30, 20, Vp8l(30, 20)).bytes(), Format::kWebp, {30, 20});
  EXPECT_EQ(ProbeCode(Vp8x(1 << 24, 1 << 24, Vp8l(30, 20)).bytes()), Code::kTooLarge);
  EXPECT_EQ(ProbeCode(Vp8x(30, 20, Vp8l(31, 20)).bytes()), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(Vp8x(30, 20, Vp8l(16384, 16384)).bytes()), Code::kTooLarge);
  EXPECT_EQ(ProbeCode(Vp8x(30, 20, FileWriter().Text("ANIM").Le32(6).Zeros(6)).bytes()),
            Code::kUnprocessable);  // no frame
}

TEST(ProbeWebp, FindsTheFirstFrameOfAnAnimation) {
  FileWriter frame;
  frame.Text("ANMF").Le32(16 + 14).Zeros(16).Raw(Vp8l(10, 10).bytes());
  ExpectInfo(Vp8x(30, 20, frame).bytes(), Format::kWebp, {30, 20});
}

TEST(ProbeWebp, RefusesAFileThatStartsBetweenKeyFrames) {
  FileWriter file;
  file.Text("RIFF")
      .Le32(22)
      .Text("WEBPVP8 ")
      .Le32(10)
      .Raw({1, 0, 0, 0x9D, 1, 0x2A})
      .Le16(8)
      .Le16(8);
  EXPECT_EQ(ProbeCode(file.bytes()), Code::kUnprocessable);
}

TEST(ProbeGif, RefusesAFrameBeyondTheLimitsOnASmallCanvas) {
  FileWriter file;
  file.Text("GIF89a").Le16(4).Le16(4).Raw({0, 0, 0});
  file.Raw({0x2C}).Le16(0).Le16(0).Le16(60000).Le16(60000).Raw({0, 2, 0, 0x3B});
  EXPECT_EQ(ProbeCode(file.bytes()), Code::kTooLarge);
}

TEST(ProbeGif, RefusesAHugeOrEmptyCanvas) {
  const auto code = [](int width, int height) {
    FileWriter file;
    return ProbeCode(file.Text("GIF89a").Le16(width).Le16(height).Zeros(64).bytes());
  };
  EXPECT_EQ(code(65535, 65535), Code::kTooLarge);
  EXPECT_EQ(code(0, 32), Code::kUnprocessable);
}

TEST(ProbeGif, RefusesAFileWithoutAFrame) {
  FileWriter file;
  file.Text("GIF89a").Le16(4).Le16(4).Raw({0, 0, 0, 0x21, 0xFE, 3, 'a', 'b', 'c', 0, 0x3B});
  EXPECT_EQ(ProbeCode(file.bytes()), Code::kUnprocessable);
}

FileWriter& Entry(FileWriter& file, int tag, int type, std::uint32_t value) {
  return file.Le16(tag).Le16(type).Le32(1).Le32(value);
}

FileWriter Tiff(std::uint32_t width, std::uint32_t height, std::uint32_t tile = 0,
                std::uint32_t samples = 1, std::uint32_t next = 0) {
  FileWriter file;
  file.Text("II").Le16(42).Le32(8).Le16(5);
  Entry(file, 256, 4, width);
  Entry(file, 257, 4, height);
  Entry(file, 277, 3, samples);
  Entry(file, 322, 4, tile);
  Entry(file, 323, 4, tile);
  return file.Le32(next);
}

TEST(ProbeTiff, ChecksPictureAndTiles) {
  ExpectInfo(Tiff(30, 20).bytes(), Format::kTiff, {30, 20});
  EXPECT_EQ(ProbeCode(Tiff(0, 20).bytes()), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(Tiff(0xFFFFFFFF, 0xFFFFFFFF).bytes()), Code::kTooLarge);
  EXPECT_EQ(ProbeCode(Tiff(30, 20, 0x10000).bytes()), Code::kTooLarge);
  EXPECT_EQ(ProbeCode(Tiff(30, 20, 0, 65535).bytes()), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(Tiff(30, 20, 0, 0).bytes()), Code::kUnprocessable);
}

TEST(ProbeTiff, DoesNotFollowALoopOfDirectories) {
  ExpectInfo(Tiff(30, 20, 0, 1, /*next=*/8).bytes(), Format::kTiff, {30, 20});
}

TEST(ProbeTiff, RefusesADirectoryThatIsNotThere) {
  EXPECT_EQ(ProbeCode(FileWriter().Text("II").Le16(42).Le32(0xFFFFFFF0).bytes()),
            Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(FileWriter().Text("II").Le16(42).Le32(8).Le16(65535).bytes()),
            Code::kUnprocessable);
}

// A reduced still picture header, as in av1C and at the start of the data.
FileWriter Sequence(std::uint32_t width, std::uint32_t height) {
  ByteBuffer bits;
  int count = 0;
  const auto put = [&](std::uint32_t value, int width_of) {
    for (int i = width_of - 1; i >= 0; --i, ++count) {
      if (count % 8 == 0) bits.push_back(0);
      bits.back() = static_cast<std::uint8_t>(bits.back() | (value >> i & 1) << (7 - count % 8));
    }
  };
  put(0, 3);  // profile
  put(1, 1);  // still
  put(1, 1);  // reduced header
  put(0, 5);  // level
  put(15, 4);
  put(15, 4);
  put(width - 1, 16);
  put(height - 1, 16);
  FileWriter obu;
  return obu.Raw({0x0A, static_cast<std::uint8_t>(bits.size())}).Raw(bits);
}

struct AvifFile {
  std::uint32_t width = 64, height = 48;              // ispe
  std::uint32_t coded_width = 64, coded_height = 48;  // in av1C
  std::string_view type = "av01";
  FileWriter grid;  // payload of a grid, in "idat"
  int tiles = 0;

  [[nodiscard]] ByteBuffer Bytes() const {
    FileWriter ftyp, meta, pitm, infe, iinf, ispe, av1c, ipco, ipma, iprp, iloc, iref, dimg, tile;
    ftyp.Text("avif").Be32(0).Text("avifmif1");
    pitm.Be32(0).Be16(1);
    infe.Be32(0x02000000).Be16(1).Be16(0).Text(type).Raw({0});
    tile.Be32(0x02000000).Be16(2).Be16(0).Text("av01").Raw({0});
    iinf.Be32(0).Be16(2).Box("infe", infe).Box("infe", tile);
    ispe.Be32(0).Be32(width).Be32(height);
    av1c.Raw({0x81, 0, 0, 0}).Raw(Sequence(coded_width, coded_height).bytes());
    ipco.Box("ispe", ispe).Box("av1C", av1c);
    ipma.Be32(0).Be32(2).Be16(1).Raw({2, 1, 0x82}).Be16(2).Raw({2, 1, 0x82});
    iprp.Box("ipco", ipco).Box("ipma", ipma);
    iloc.Be32(0x01000000).Be16(0x4400).Be16(1).Be16(1).Be16(1).Be16(0).Be16(1);
    iloc.Be32(0).Be32(static_cast<std::uint32_t>(grid.bytes().size()));
    dimg.Be16(1).Be16(tiles);
    for (int i = 0; i < tiles; ++i) dimg.Be16(2);
    iref.Be32(0).Box("dimg", dimg);
    meta.Be32(0).Box("pitm", pitm).Box("iinf", iinf).Box("iprp", iprp).Box("iloc", iloc);
    meta.Box("iref", iref).Box("idat", grid);
    return FileWriter().Box("ftyp", ftyp).Box("meta", meta).bytes();
  }
};

TEST(ProbeAvif, ReadsTheSizeOfThePrimaryItem) {
  ExpectInfo(AvifFile{}.Bytes(), Format::kAvif, {64, 48});
}

TEST(ProbeAvif, RefusesBadSizes) {
  EXPECT_EQ(ProbeCode(AvifFile{.width = 0}.Bytes()), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(AvifFile{.width = 65535, .height = 65535}.Bytes()), Code::kTooLarge);
  EXPECT_EQ(ProbeCode(AvifFile{.width = 0xFFFFFFFF, .height = 0xFFFFFFFF}.Bytes()),
            Code::kTooLarge);
}

TEST(ProbeAvif, RefusesABitstreamLargerThanItsContainerSays) {
  EXPECT_EQ(ProbeCode(AvifFile{.coded_width = 65536, .coded_height = 65536}.Bytes()),
            Code::kTooLarge);
}

TEST(ProbeAvif, ChecksGrids) {
  AvifFile file{.type = "grid"};
  file.tiles = 1;
  file.grid.Raw({0, 0, 4, 0}).Be16(64).Be16(48);  // places for five
  EXPECT_EQ(ProbeCode(file.Bytes()), Code::kOk);
  EXPECT_EQ(ProbeCode(file.Bytes(), {.max_pixels = 64 * 48}), Code::kOk);
  file.tiles = 5;
  EXPECT_EQ(ProbeCode(file.Bytes(), {.max_pixels = 64 * 48}), Code::kUnprocessable);
  file.grid = FileWriter().Raw({0, 1, 0, 0}).Be32(1 << 20).Be32(1 << 20);  // 32-bit fields
  EXPECT_EQ(ProbeCode(file.Bytes()), Code::kTooLarge);
  file.grid = FileWriter().Raw({0, 0, 0, 0}).Be16(65535).Be16(65535);
  EXPECT_EQ(ProbeCode(file.Bytes()), Code::kTooLarge);
  file.grid = FileWriter().Raw({0, 0});
  EXPECT_EQ(ProbeCode(file.Bytes()), Code::kUnprocessable);
}

TEST(ProbeAvif, RefusesOtherCodecsInAnAvifDress) {
  EXPECT_EQ(ProbeCode(AvifFile{.type = "hvc1"}.Bytes()), Code::kUnsupported);
  EXPECT_EQ(ProbeCode(AvifFile{.type = "iovl"}.Bytes()), Code::kUnprocessable);
}

TEST(Probe, SurvivesEveryPrefixAndEveryWrongByte) {
  FileWriter jpeg = JpegFrame(0xC2, 8, 64, 64, 3);
  AddScan(jpeg);
  AvifFile grid{.type = "grid"};
  grid.tiles = 1;
  grid.grid.Raw({0, 0, 0, 0}).Be16(64).Be16(48);
  for (const ByteBuffer& file :
       {jpeg.bytes(), Png(8, 8, 8, 2).bytes(), Vp8x(30, 20, Vp8l(30, 20)).bytes(),
        FlatGif({8, 8}, 2, 2, {4, 4}).bytes(), Tiff(30, 20).bytes(), AvifFile{}.Bytes(),
        grid.Bytes()}) {
    for (std::size_t length = 0; length < file.size(); ++length) {
      (void)Probe(ByteSpan(file).first(length), {});
    }
    for (std::size_t i = 0; i < file.size(); ++i) {
      for (const int value : {0, 1, 0x7F, 0x80, 0xFF}) {
        ByteBuffer bent = file;
        bent[i] = static_cast<std::uint8_t>(value);
        const Result<ImageInfo> info = Probe(bent, {});
        const std::int64_t pixels = info ? std::int64_t{info->size.width} * info->size.height : 0;
        EXPECT_LE(pixels, 50'000'000);
      }
    }
  }
}

}  // namespace
}  // namespace cutline::image
