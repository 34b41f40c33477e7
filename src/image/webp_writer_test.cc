#include <gtest/gtest.h>
#include <webp/decode.h>

#include <cstdlib>
#include <cstring>
#include <memory>

#include "image/composite.h"
#include "image/encode.h"
#include "image/test_pixels.h"

namespace cutline::image {
namespace {

constexpr Size kSize = {.width = 120, .height = 75};

Image ReadBack(const ByteBuffer& bytes, int channels) {
  int width = 0;
  int height = 0;
  const auto decode = channels == 4 ? WebPDecodeRGBA : WebPDecodeRGB;
  const std::unique_ptr<std::uint8_t, decltype(&WebPFree)> pixels(
      decode(bytes.data(), bytes.size(), &width, &height), &WebPFree);
  if (pixels == nullptr) return {};
  Image image({.width = width, .height = height}, channels);
  std::memcpy(image.data(), pixels.get(), image.byte_count());
  return image;
}

bool HasAlpha(const ByteBuffer& bytes) {
  WebPBitstreamFeatures features;
  return WebPGetFeatures(bytes.data(), bytes.size(), &features) == VP8_STATUS_OK &&
         features.has_alpha != 0;
}

TEST(WebpWriter, LosslessKeepsEveryByteEvenUnderFullTransparency) {
  const Image cut = CutOut(PhotoLikeImage(kSize, 3, 30), CleanMask(SoftMask(kSize, 31)));
  for (const int effort : {1, 90, 100}) {
    const Result<ByteBuffer> webp = EncodeWebp(cut, {.lossless = true, .quality = effort});
    ASSERT_TRUE(webp.has_value());
    EXPECT_EQ(Sha256Of(ReadBack(*webp, 4)), Sha256Of(cut)) << "effort " << effort;
  }
}

TEST(WebpWriter, LosslessWritesGreyAsGrey) {
  const Image mask = SoftMask(kSize, 32);
  const Result<ByteBuffer> webp = EncodeWebp(mask, {.lossless = true});
  ASSERT_TRUE(webp.has_value());
  const Image back = ReadBack(*webp, 3);
  ASSERT_EQ(back.size(), kSize);
  for (std::size_t i = 0; i < back.byte_count(); ++i) {
    ASSERT_EQ(back.data()[i], mask.data()[i / 3]);
  }
}

TEST(WebpWriter, LossyKeepsAlphaExactlyAndColoursNearly) {
  const Image photo = ResizeLanczos(NoiseImage({.width = 6, .height = 5}, 3, 33), kSize);
  const Image cut = CutOut(photo, SoftMask(kSize, 34));
  const Result<ByteBuffer> webp = EncodeWebp(cut, {.lossless = false, .quality = 90});
  ASSERT_TRUE(webp.has_value());
  EXPECT_LT(webp->size(), cut.byte_count() / 3);
  const Image back = ReadBack(*webp, 4);
  ASSERT_EQ(back.size(), kSize);
  double error = 0;
  int opaque = 0;
  for (std::size_t i = 0; i < back.byte_count(); i += 4) {
    ASSERT_EQ(back.data()[i + 3], cut.data()[i + 3]);
    if (cut.data()[i + 3] == 0) continue;
    ++opaque;
    for (int c = 0; c < 3; ++c) error += std::abs(back.data()[i + c] - cut.data()[i + c]);
  }
  ASSERT_GT(opaque, 0);
  EXPECT_LT(error / (3 * opaque), 4.0);
}

TEST(WebpWriter, ThreeChannelsCarryNoAlpha) {
  const Result<ByteBuffer> webp = EncodeWebp(PhotoLikeImage(kSize, 3, 35), {});
  ASSERT_TRUE(webp.has_value());
  EXPECT_FALSE(HasAlpha(*webp));
}

TEST(WebpWriter, LowerQualityIsSmaller) {
  const Image photo = PhotoLikeImage(kSize, 3, 36);
  const Result<ByteBuffer> rough = EncodeWebp(photo, {.quality = 20});
  const Result<ByteBuffer> fine = EncodeWebp(photo, {.quality = 95});
  ASSERT_TRUE(rough.has_value() && fine.has_value());
  EXPECT_LT(rough->size(), fine->size() / 2);
}

TEST(WebpWriter, RefusesSidesThatWebpCannotHold) {
  const Result<ByteBuffer> webp = EncodeWebp(NoiseImage({.width = 16'384, .height = 1}, 1, 1), {});
  ASSERT_FALSE(webp.has_value());
  EXPECT_EQ(webp.error().code(), Code::kInvalidArgument);
  EXPECT_TRUE(EncodeWebp(NoiseImage({.width = 16'383, .height = 1}, 1, 1), {}).has_value());
}

TEST(WebpWriter, RefusesAQualityOutOfRange) {
  const Image image = NoiseImage({.width = 2, .height = 2}, 3, 1);
  for (const int quality : {0, 101}) {
    for (const bool lossless : {false, true}) {
      const auto webp = EncodeWebp(image, {.lossless = lossless, .quality = quality});
      ASSERT_FALSE(webp.has_value());
      EXPECT_EQ(webp.error().code(), Code::kInvalidArgument);
      EXPECT_EQ(webp.error().field(), "quality");
    }
  }
}

}  // namespace
}  // namespace cutline::image
