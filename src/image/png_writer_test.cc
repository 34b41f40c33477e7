#include <gtest/gtest.h>
#include <png.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "image/encode.h"
#include "image/png_filter.h"
#include "image/test_pixels.h"

namespace cutline::image {
namespace {

// Reads with libpng, which shares no code with the writer.
std::vector<std::uint8_t> ReadBack(const ByteBuffer& bytes, Size* size, int* channels) {
  png_image reader = {};
  reader.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&reader, bytes.data(), bytes.size())) return {};
  *size = {.width = static_cast<int>(reader.width), .height = static_cast<int>(reader.height)};
  *channels = PNG_IMAGE_SAMPLE_CHANNELS(reader.format);
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(reader));
  if (!png_image_finish_read(&reader, nullptr, pixels.data(), 0, nullptr)) return {};
  EXPECT_EQ(reader.warning_or_error, 0U) << reader.message;
  return pixels;
}

void ExpectLossless(const Image& image, int effort) {
  const Result<ByteBuffer> png = EncodePng(image, {.effort = effort});
  ASSERT_TRUE(png.has_value());
  Size size;
  int channels = 0;
  const std::vector<std::uint8_t> pixels = ReadBack(*png, &size, &channels);
  EXPECT_EQ(size, image.size());
  EXPECT_EQ(channels, image.channels());
  ASSERT_EQ(pixels.size(), image.byte_count());
  EXPECT_EQ(std::memcmp(pixels.data(), image.data(), pixels.size()), 0)
      << image.channels() << " channels, effort " << effort;
}

TEST(PngWriter, IsLosslessAtEveryEffortForEveryKind) {
  for (const int channels : {1, 3, 4}) {
    for (int effort = 0; effort <= 9; ++effort) {
      ExpectLossless(PhotoLikeImage({.width = 83, .height = 41}, channels, 20), effort);
      ExpectLossless(NoiseImage({.width = 19, .height = 30}, channels, 21), effort);
    }
  }
}

TEST(PngWriter, WritesTheSmallestAndTheNarrowest) {
  for (const Size size : {Size{1, 1}, Size{1, 50}, Size{50, 1}, Size{2, 2}}) {
    for (const int channels : {1, 3, 4}) ExpectLossless(NoiseImage(size, channels, 22), 1);
  }
}

TEST(PngWriter, EffortBuysSize) {
  const Image photo = PhotoLikeImage({.width = 256, .height = 192}, 4, 23);
  std::vector<std::size_t> sizes;
  for (const int effort : {0, 1, 4, 9}) {
    const Result<ByteBuffer> png = EncodePng(photo, {.effort = effort});
    ASSERT_TRUE(png.has_value());
    sizes.push_back(png->size());
  }
  EXPECT_GT(sizes[0], photo.byte_count());  // stored
  EXPECT_LT(sizes[1], photo.byte_count() * 3 / 4);
  EXPECT_LT(sizes[2], sizes[1]);
  EXPECT_LT(sizes[3], sizes[2]);
}

TEST(PngWriter, ReusesItsBuffersForALargerAndASmallerPicture) {
  for (const int side : {10, 300, 10, 301, 299}) {
    ExpectLossless(PhotoLikeImage({.width = side, .height = side}, 4, 24), 1);
  }
}

TEST(PngWriter, RefusesAnEffortOutOfRange) {
  const Image image = NoiseImage({.width = 2, .height = 2}, 1, 1);
  for (const int effort : {-1, 10}) {
    const Result<ByteBuffer> png = EncodePng(image, {.effort = effort});
    ASSERT_FALSE(png.has_value());
    EXPECT_EQ(png.error().code(), Code::kInvalidArgument);
  }
}

TEST(PngWriter, RefusesMoreThanAChunkHolds) {
  // 2 GiB of address space that nothing touches.
  const Image huge({.width = 32'768, .height = 16'384}, 4);
  const Result<ByteBuffer> png = EncodePng(huge, {});
  ASSERT_FALSE(png.has_value());
  EXPECT_EQ(png.error().code(), Code::kTooLarge);
}

// The standard's own words for the five filters, one byte at a time.
std::uint8_t Predict(RowFilter filter, int left, int above, int corner) {
  const int p = left + above - corner;
  const int to_left = std::abs(p - left);
  const int to_above = std::abs(p - above);
  const int to_corner = std::abs(p - corner);
  switch (filter) {
    case RowFilter::kNone:
      return 0;
    case RowFilter::kSub:
      return static_cast<std::uint8_t>(left);
    case RowFilter::kUp:
      return static_cast<std::uint8_t>(above);
    case RowFilter::kAverage:
      return static_cast<std::uint8_t>((left + above) / 2);
    case RowFilter::kPaeth:
      if (to_left <= to_above && to_left <= to_corner) return static_cast<std::uint8_t>(left);
      return static_cast<std::uint8_t>(to_above <= to_corner ? above : corner);
  }
  return 0;
}

TEST(PngFilter, FiltersAsTheStandardSays) {
  for (const int channels : {1, 3, 4}) {
    const Image image = NoiseImage({.width = 57, .height = 9}, channels, 25);
    for (const RowFilter filter : {RowFilter::kNone, RowFilter::kSub, RowFilter::kUp,
                                   RowFilter::kAverage, RowFilter::kPaeth}) {
      std::vector<std::uint8_t> out(FilteredBytes(image));
      FilterRows(image, std::array{filter}, out.data());
      const std::uint8_t* at = out.data();
      for (int y = 0; y < image.height(); ++y) {
        ASSERT_EQ(*at++, static_cast<std::uint8_t>(filter));
        for (int i = 0; i < static_cast<int>(image.stride()); ++i, ++at) {
          const int left = i >= channels ? image.row(y)[i - channels] : 0;
          const int above = y > 0 ? image.row(y - 1)[i] : 0;
          const int corner = i >= channels && y > 0 ? image.row(y - 1)[i - channels] : 0;
          const auto expected =
              static_cast<std::uint8_t>(image.row(y)[i] - Predict(filter, left, above, corner));
          ASSERT_EQ(*at, expected) << "filter " << static_cast<int>(filter);
        }
      }
    }
  }
}

TEST(PngFilter, ChoosesTheCandidateWithTheSmallestDifferences) {
  // Columns of one colour suit "up", rows of one colour suit "sub".
  Image image({.width = 64, .height = 4}, 1);
  for (int x = 0; x < 64; ++x) {
    image.row(0)[x] = image.row(1)[x] = static_cast<std::uint8_t>(x * 37);
    image.row(2)[x] = image.row(3)[x] = 90;
  }
  std::vector<std::uint8_t> out(FilteredBytes(image));
  FilterRows(image, std::array{RowFilter::kUp, RowFilter::kSub}, out.data());
  EXPECT_EQ(out[65], static_cast<std::uint8_t>(RowFilter::kUp));
  EXPECT_EQ(out[130], static_cast<std::uint8_t>(RowFilter::kSub));
  EXPECT_EQ(out[195], static_cast<std::uint8_t>(RowFilter::kUp));
}

}  // namespace
}  // namespace cutline::image
