#include "image/jpeg_facts.h"

#include "image/encode.h"
#include "image/test_files.h"
#include "image/test_pixels.h"

namespace cutline::image {
namespace {

TEST(JpegFacts, TellSizeChannelsAndTurn) {
  const Image ramp = Ramp({96, 64}, 3);
  const ByteBuffer file = VipsPicture(ramp).Orientation(6).Save(".jpg");
  const std::optional<JpegFacts> facts = ReadJpegFacts(file);
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->stored, (Size{96, 64}));
  EXPECT_EQ(facts->channels, 3);
  EXPECT_EQ(facts->orientation, 6);
  EXPECT_TRUE(facts->profile.empty());
}

TEST(JpegFacts, TakeProgressiveAndGrey) {
  const std::optional<JpegFacts> facts =
      ReadJpegFacts(VipsPicture(Ramp({20, 10}, 1)).Save(".jpg[interlace]"));
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->channels, 1);
}

TEST(JpegFacts, AreSilentOnWhatReadersShowDifferently) {
  const std::vector<std::uint8_t> inks(static_cast<std::size_t>(8) * 8 * 4, 100);
  const ByteBuffer cmyk =
      VipsPicture({8, 8}, 4, inks.data(), VIPS_INTERPRETATION_CMYK).Save(".jpg");
  EXPECT_FALSE(ReadJpegFacts(cmyk).has_value());
  EXPECT_FALSE(ReadJpegFacts(VipsPicture(Ramp({8, 8}, 3)).Save(".png")).has_value());
  EXPECT_FALSE(ReadJpegFacts({}).has_value());
  ByteBuffer cut = VipsPicture(Ramp({8, 8}, 3)).Save(".jpg");
  cut.resize(20);
  EXPECT_FALSE(ReadJpegFacts(cut).has_value());
}

TEST(JpegFacts, AreWhatTheWriterWrote) {
  const Image ramp = Ramp({33, 7}, 1);
  const Result<ByteBuffer> file = EncodeJpeg(ramp, {});
  ASSERT_TRUE(file.has_value());
  const std::optional<JpegFacts> facts = ReadJpegFacts(*file);
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->stored, ramp.size());
  EXPECT_EQ(facts->channels, 1);
  EXPECT_FALSE(EncodeJpeg(ramp, {.quality = 0}).has_value());
}

}  // namespace
}  // namespace cutline::image
