#include "image/decode.h"

#include <thread>

#include "image/test_files.h"

namespace cutline::image {
namespace {

void ExpectPicture(ByteSpan file, const Image& expected, int tolerance) {
  const Result<Image> image = DecodeFile(file);
  ASSERT_TRUE(image.has_value()) << image.error().ToString();
  EXPECT_EQ(image->size(), expected.size());
  EXPECT_EQ(image->channels(), expected.channels());
  EXPECT_LE(Distance(*image, expected), tolerance);
}

std::vector<int> FirstPixel(const Result<Image>& image) {
  if (!image) return {static_cast<int>(image.error().code())};
  return {image->data(), image->data() + image->channels()};
}

TEST(Decode, ReadsLosslessKindsExactly) {
  for (const int channels : {3, 4}) {
    // Taller than a strip, so that strips must join.
    const Image picture = Ramp({91, 150}, channels);
    for (const char* suffix : {".png", ".png[interlace]", ".webp[lossless]", ".tif",
                               ".tif[compression=lzw,tile]", ".tif[compression=deflate,bigtiff]"}) {
      SCOPED_TRACE(suffix);
      ExpectPicture(VipsPicture(picture).Save(suffix), picture, 0);
    }
  }
}

TEST(Decode, ReadsLossyKindsClosely) {
  const Image picture = Ramp({91, 150}, 3);
  for (const char* suffix : {".jpg[Q=98]", ".jpg[Q=98,interlace]", ".webp[Q=98]", ".avif[Q=95]",
                             ".tif[compression=jpeg,Q=98]"}) {
    SCOPED_TRACE(suffix);
    ExpectPicture(VipsPicture(picture).Save(suffix), picture, 12);
  }
  ExpectPicture(VipsPicture(Ramp({91, 150}, 4)).Save(".avif[Q=95]"), Ramp({91, 150}, 4), 12);
}

TEST(Decode, SpreadsGreyOverThreeChannels) {
  const std::uint8_t grey[] = {0, 100, 200, 255};
  const Image expected = [] {
    Image image({4, 1}, 3);
    const std::uint8_t pixels[] = {0, 0, 0, 100, 100, 100, 200, 200, 200, 255, 255, 255};
    std::ranges::copy(pixels, image.data());
    return image;
  }();
  const VipsPicture picture({4, 1}, 1, grey, VIPS_INTERPRETATION_B_W);
  ExpectPicture(picture.Save(".png"), expected, 0);
  ExpectPicture(picture.Save(".tif"), expected, 0);
  const VipsPicture flat(Flat({16, 16}, {100}));
  ExpectPicture(flat.Save(".jpg"), Flat({16, 16}, {100, 100, 100}), 1);
}

TEST(Decode, ReadsGreyWithAlpha) {
  const std::uint8_t samples[] = {50, 0, 60, 128};
  const VipsPicture picture({2, 1}, 2, samples, VIPS_INTERPRETATION_B_W);
  const Result<Image> image = DecodeFile(picture.Save(".png"));
  ASSERT_TRUE(image.has_value());
  EXPECT_EQ(std::vector<int>(image->bytes().begin(), image->bytes().end()),
            (std::vector<int>{50, 50, 50, 0, 60, 60, 60, 128}));
}

TEST(Decode, ReadsDepthsBelowEightBits) {
  const std::uint8_t grey[] = {0, 255, 0, 255};
  const VipsPicture picture({4, 1}, 1, grey, VIPS_INTERPRETATION_B_W);
  for (const char* suffix :
       {".png[bitdepth=1]", ".png[bitdepth=2]", ".png[bitdepth=4]", ".tif[bitdepth=1]"}) {
    const Result<Image> image = DecodeFile(picture.Save(suffix));
    ASSERT_TRUE(image.has_value()) << suffix;
    EXPECT_EQ(std::vector<int>(image->bytes().begin(), image->bytes().end()),
              (std::vector<int>{0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255}))
        << suffix;
  }
}

TEST(Decode, ReadsPalettesWithTransparentEntries) {
  Image picture({64, 64}, 4);
  for (int i = 0; i < 64 * 64; ++i) {
    const std::uint8_t pixel[] = {static_cast<std::uint8_t>(i % 2 * 255), 0, 0,
                                  static_cast<std::uint8_t>(i % 2 * 255)};
    std::ranges::copy(pixel, picture.data() + i * 4);
  }
  const Result<Image> image = DecodeFile(VipsPicture(picture).Save(".png[palette]"));
  ASSERT_TRUE(image.has_value()) << image.error().ToString();
  ASSERT_EQ(image->channels(), 4);
  EXPECT_EQ(image->data()[3], 0);
  EXPECT_EQ(image->data()[4], 255);
  EXPECT_EQ(image->data()[7], 255);
}

TEST(Decode, ScalesSixteenBitsWithRounding) {
  // Cutting the low byte off would give 129, 0 and 255.
  const std::uint16_t samples[] = {0x8100, 0x00FF, 0xFF00};
  const VipsPicture picture({1, 1}, 3, samples, VIPS_INTERPRETATION_RGB16);
  EXPECT_EQ(FirstPixel(DecodeFile(picture.Save(".png"))), (std::vector<int>{128, 1, 254}));
  EXPECT_EQ(FirstPixel(DecodeFile(picture.Save(".tif"))), (std::vector<int>{128, 1, 254}));
  const std::uint16_t with_alpha[] = {0x8100, 0x00FF};
  const VipsPicture grey({1, 1}, 2, with_alpha, VIPS_INTERPRETATION_GREY16);
  EXPECT_EQ(FirstPixel(DecodeFile(grey.Save(".png"))), (std::vector<int>{128, 128, 128, 1}));
}

TEST(Decode, ReadsTiffOfFloatsAndLab) {
  const float white[] = {100, 0, 0};
  EXPECT_EQ(
      FirstPixel(DecodeFile(VipsPicture({1, 1}, 3, white, VIPS_INTERPRETATION_LAB).Save(".tif"))),
      (std::vector<int>{255, 255, 255}));
}

TEST(Decode, UndoesMultipliedAlphaInTiff) {
  FileWriter file;  // one RGBA pixel with ExtraSamples 1: associated alpha
  file.Text("II").Le16(42).Le32(8).Le16(10);
  const auto entry = [&](int tag, int type, std::uint32_t value) {
    file.Le16(tag).Le16(type).Le32(1).Le32(value);
  };
  entry(256, 3, 1);
  entry(257, 3, 1);
  file.Le16(258).Le16(3).Le32(4).Le32(134);  // bits a sample, after the directory
  entry(259, 3, 1);
  entry(262, 3, 2);
  entry(273, 4, 142);
  entry(277, 3, 4);
  entry(278, 3, 1);
  entry(279, 4, 4);
  entry(338, 3, 1);
  file.Le32(0).Le16(8).Le16(8).Le16(8).Le16(8).Raw({100, 50, 0, 128});
  EXPECT_EQ(FirstPixel(DecodeFile(file.bytes())), (std::vector<int>{199, 99, 0, 128}));
}

// A PNG file with an eXIf chunk put in after IHDR.
ByteBuffer WithExif(ByteSpan png, int orientation) {
  FileWriter chunk;
  chunk.Text("eXIfII")
      .Le16(42)
      .Le32(8)
      .Le16(1)
      .Le16(0x112)
      .Le16(3)
      .Le32(1)
      .Le32(orientation)
      .Le32(0);
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::uint8_t byte : chunk.bytes()) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  constexpr std::size_t kHead = 8 + 25;
  FileWriter file;
  file.Raw(png.first(kHead)).Be32(static_cast<std::uint32_t>(chunk.bytes().size() - 4));
  return file.Raw(chunk.bytes()).Be32(~crc).Raw(png.subspan(kHead)).bytes();
}

class DecodeOrientation : public testing::TestWithParam<int> {};

TEST_P(DecodeOrientation, TurnsEveryKindUpright) {
  // Red to the right, green downwards: after the turn a corner tells where it was.
  const Image stored = Ramp({96, 64}, 3);
  const int orientation = GetParam();
  for (const char* suffix : {".jpg[Q=98]", ".png", ".webp[lossless]", ".tif"}) {
    SCOPED_TRACE(suffix);
    ByteBuffer file = VipsPicture(stored).Orientation(orientation).Save(suffix);
    if (file[1] == 'P') file = WithExif(file, orientation);  // libvips writes none into a PNG
    const Result<Image> image = DecodeFile(file);
    ASSERT_TRUE(image.has_value());
    const bool swapped = orientation >= 5;
    ASSERT_EQ(image->size(), swapped ? (Size{64, 96}) : (Size{96, 64}));
    const struct {
      bool right, bottom;  // where stored (0, 0) is to be found
    } corner[] = {{false, false}, {true, false}, {true, true}, {false, true},
                  {false, false}, {true, false}, {true, true}, {false, true}};
    const auto [right, bottom] = corner[orientation - 1];
    const std::uint8_t* origin =
        image->row(bottom ? image->height() - 1 : 0) + (right ? image->width() - 1 : 0) * 3;
    EXPECT_LT(origin[0], 16);  // least red,
    EXPECT_LT(origin[1], 16);  // least green
    // The stored picture's last column is along one side from there.
    const bool down = swapped;
    const std::uint8_t* far_end = image->row(down != bottom ? image->height() - 1 : 0) +
                                  ((down ? right : !right) ? image->width() - 1 : 0) * 3;
    EXPECT_GT(far_end[0], 230);
    EXPECT_LT(far_end[1], 16);
  }
}

INSTANTIATE_TEST_SUITE_P(All, DecodeOrientation, testing::Range(1, 9));

TEST(Decode, TellsTransparencyByChannels) {
  EXPECT_EQ(DecodeFile(VipsPicture(Ramp({8, 8}, 3)).Save(".webp"))->channels(), 3);
  EXPECT_EQ(DecodeFile(VipsPicture(Ramp({8, 8}, 4)).Save(".webp"))->channels(), 4);
}

TEST(Decode, ReadsOnePixel) {
  for (const char* suffix : {".jpg", ".png", ".webp[lossless]", ".tif", ".gif"}) {
    EXPECT_EQ(CodeOf(VipsPicture(Flat({1, 1}, {200, 100, 50})).Save(suffix)), Code::kOk) << suffix;
  }
}

TEST(Decode, PutsAGifFrameOnATransparentCanvas) {
  const Result<Image> image = DecodeFile(FlatGif({6, 5}, 2, 1, {3, 2}).bytes());
  ASSERT_TRUE(image.has_value()) << image.error().ToString();
  ASSERT_EQ(image->size(), (Size{6, 5}));
  ASSERT_EQ(image->channels(), 4);
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 6; ++x) {
      const bool inside = x >= 2 && x < 5 && y >= 1 && y < 3;
      EXPECT_EQ(image->row(y)[x * 4 + 3], inside ? 255 : 0) << x << ',' << y;
      EXPECT_EQ(image->row(y)[x * 4], inside ? 200 : 0) << x << ',' << y;
    }
  }
  ExpectPicture(FlatGif({6, 5}, 0, 0, {6, 5}).bytes(), Flat({6, 5}, {200, 100, 50}), 0);
}

TEST(Decode, NeverLooksAtTheSecondFrameOfAGif) {
  FileWriter file;
  const FileWriter one = FlatGif({6, 5}, 0, 0, {6, 5});
  file.Raw(ByteSpan(one.bytes()).first(one.bytes().size() - 1));
  file.Raw({0x2C}).Le16(0).Le16(0).Le16(60000).Le16(60000).Raw({0, 2, 0, 0x3B});
  ExpectPicture(file.bytes(), Flat({6, 5}, {200, 100, 50}), 0);
}

TEST(Decode, NeverFollowsTheSecondDirectoryOfATiff) {
  ByteBuffer file = VipsPicture(Ramp({8, 8}, 3)).Save(".tif");
  // libvips writes little-endian and the directory last, its next offset at the very end.
  const std::size_t directory = file[4] | file[5] << 8 | file[6] << 16;
  const std::size_t next = directory + 2 + 12U * (file[directory] | file[directory + 1] << 8);
  ASSERT_LE(next + 4, file.size());
  for (int i = 0; i < 4; ++i) file[next + i] = file[4 + i];  // a loop
  ExpectPicture(file, Ramp({8, 8}, 3), 0);
}

TEST(Decode, RefusesTruncatedFilesOfEveryKind) {
  const VipsPicture picture(Ramp({200, 150}, 3));
  for (const char* suffix : {".jpg", ".jpg[interlace]", ".png", ".png[interlace]", ".webp",
                             ".webp[lossless]", ".avif", ".tif[compression=lzw]", ".gif"}) {
    const ByteBuffer file = picture.Save(suffix);
    ASSERT_EQ(CodeOf(file), Code::kOk) << suffix;
    for (const int percent : {5, 25, 50, 75, 95}) {
      EXPECT_EQ(CodeOf(ByteSpan(file).first(file.size() * percent / 100)), Code::kUnprocessable)
          << suffix << " cut at " << percent << " %";
    }
  }
}

TEST(Decode, SaysWhatIsWrongInTwoLanguages) {
  const ByteBuffer file = VipsPicture(Ramp({200, 150}, 3)).Save(".png");
  const Result<Image> image = DecodeFile(ByteSpan(file).first(file.size() / 2));
  ASSERT_FALSE(image.has_value());
  EXPECT_NE(image.error().sentence().en.find("PNG"), std::string::npos);
  EXPECT_NE(image.error().sentence().zh.find("PNG"), std::string::npos);
  EXPECT_FALSE(image.error().hint().empty());
  EXPECT_FALSE(image.error().detail().empty());
}

TEST(Decode, StopsForAClientThatLeftAndForADeadline) {
  const ByteBuffer file = VipsPicture(Ramp({64, 64}, 3)).Save(".png");
  FakeClock clock;
  std::stop_source client;
  client.request_stop();
  const Result<Image> cancelled =
      Decode(file, {}, Context{.clock = clock, .cancelled = client.get_token()});
  ASSERT_FALSE(cancelled.has_value());
  EXPECT_EQ(cancelled.error().code(), Code::kCancelled);
  const Deadline deadline = Deadline::At(clock.Now());
  const Result<Image> late = Decode(file, {}, Context{.clock = clock, .deadline = deadline});
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code(), Code::kDeadlineExceeded);
}

// Lets a number of questions pass, then is past every deadline.
class PatientClock final : public Clock {
 public:
  explicit PatientClock(int questions) : left_(questions) {}
  [[nodiscard]] TimePoint Now() const override {
    return left_-- > 0 ? TimePoint{} : TimePoint{} + std::chrono::hours(2);
  }

 private:
  mutable int left_;
};

TEST(Decode, NoticesADeadlineBetweenStrips) {
  const ByteBuffer file = VipsPicture(Ramp({64, 640}, 3)).Save(".jpg");
  const PatientClock clock(4);
  const Context context{.clock = clock,
                        .deadline = Deadline::At(TimePoint{} + std::chrono::hours(1))};
  const Result<Image> image = Decode(file, {}, context);
  ASSERT_FALSE(image.has_value());
  EXPECT_EQ(image.error().code(), Code::kDeadlineExceeded);
}

TEST(Decode, IsThreadSafe) {
  const Image picture = Ramp({128, 128}, 3);
  std::vector<ByteBuffer> files;
  for (const char* suffix : {".png", ".webp[lossless]", ".tif"}) {
    files.push_back(VipsPicture(picture).Save(suffix));
  }
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 12; ++i) {
          const Result<Image> image = DecodeFile(files[i % files.size()]);
          if (!image || Distance(*image, picture) != 0) ++wrong;
          // Broken ones beside the good ones: libvips keeps one error text for all.
          if (CodeOf(ByteSpan(files[0]).first(200)) != Code::kUnprocessable) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST(Decode, TellsItsDecodersVersions) {
  const std::string versions = DecoderVersions();
  for (const char* name : {"libvips 8.", "libjpeg-turbo ", "libpng 1.", "libwebp ", "libheif ",
                           "libtiff ", "Little CMS "}) {
    EXPECT_NE(versions.find(name), std::string::npos) << versions;
  }
}

}  // namespace
}  // namespace cutline::image
