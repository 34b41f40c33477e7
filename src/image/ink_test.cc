// CMYK and its JPEG dress, YCCK: Adobe stores both with the inks inverted.
#include <cstdio>  // jpeglib.h needs it

#include <jpeglib.h>

#include "image/profile.h"
#include "image/test_files.h"

namespace cutline::image {
namespace {

struct Ink {
  std::initializer_list<std::uint8_t> inks;  // cyan, magenta, yellow, black
  std::initializer_list<std::uint8_t> rgb;
};

const Ink kInks[] = {{{0, 0, 0, 0}, {255, 255, 255}},
                     {{255, 0, 0, 0}, {0, 255, 255}},
                     {{0, 255, 255, 0}, {255, 0, 0}},
                     {{0, 0, 0, 255}, {0, 0, 0}},
                     {{0, 0, 255, 128}, {127, 127, 0}}};

// By libjpeg itself, because libvips does not write YCCK.
ByteBuffer InkJpeg(const Image& inks, J_COLOR_SPACE stored) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* data = nullptr;
  unsigned long length = 0;
  jpeg_mem_dest(&encoder, &data, &length);
  encoder.image_width = static_cast<JDIMENSION>(inks.width());
  encoder.image_height = static_cast<JDIMENSION>(inks.height());
  encoder.input_components = 4;
  encoder.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&encoder);
  jpeg_set_colorspace(&encoder, stored);  // writes the Adobe marker
  jpeg_set_quality(&encoder, 100, TRUE);
  jpeg_start_compress(&encoder, TRUE);
  std::vector<std::uint8_t> row(inks.stride());
  for (int y = 0; y < inks.height(); ++y) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = static_cast<std::uint8_t>(255 - inks.row(y)[i]);
    }
    JSAMPROW rows[] = {row.data()};
    jpeg_write_scanlines(&encoder, rows, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  ByteBuffer file(data, data + length);
  std::free(data);
  return file;
}

TEST(Inks, BecomeColoursAsBrowsersShowThem) {
  const SteadyClock clock;
  for (const Ink& ink : kInks) {
    const Result<Image> picture = InksToSrgb({}, Context{.clock = clock}, Flat({2, 2}, ink.inks));
    ASSERT_TRUE(picture.has_value());
    EXPECT_LE(Distance(*picture, Flat({2, 2}, ink.rgb)), 1);
  }
}

TEST(Inks, OfAJpegAreNotInverted) {
  for (const J_COLOR_SPACE stored : {JCS_CMYK, JCS_YCCK}) {
    for (const Ink& ink : kInks) {
      const Result<Image> image = DecodeFile(InkJpeg(Flat({16, 16}, ink.inks), stored));
      ASSERT_TRUE(image.has_value()) << image.error().ToString();
      EXPECT_LE(Distance(*image, Flat({16, 16}, ink.rgb)), 4)
          << (stored == JCS_CMYK ? "CMYK" : "YCCK") << ' ' << int{image->data()[0]} << ' '
          << int{image->data()[1]} << ' ' << int{image->data()[2]};
    }
  }
}

TEST(Inks, OfATiffAreNotInverted) {
  for (const char* suffix : {".tif", ".tif[compression=jpeg,Q=100]"}) {
    for (const Ink& ink : kInks) {
      const Image inks = Flat({16, 16}, ink.inks);
      const VipsPicture picture(inks.size(), 4, inks.data(), VIPS_INTERPRETATION_CMYK);
      const Result<Image> image = DecodeFile(picture.Save(suffix));
      ASSERT_TRUE(image.has_value()) << image.error().ToString();
      EXPECT_LE(Distance(*image, Flat({16, 16}, ink.rgb)), 4) << suffix;
    }
  }
}

TEST(Inks, FollowTheirProfile) {
  EXPECT_TRUE(StartVips().ok());
  VipsBlob* blob = nullptr;  // libvips carries a press profile
  ASSERT_EQ(vips_profile_load("cmyk", &blob, nullptr), 0);
  std::size_t length = 0;
  const auto* data = static_cast<const std::uint8_t*>(vips_blob_get(blob, &length));
  const Image cyan = Flat({16, 16}, {255, 0, 0, 0});
  const VipsPicture picture = std::move(
      VipsPicture(cyan.size(), 4, cyan.data(), VIPS_INTERPRETATION_CMYK).Profile({data, length}));
  const Result<Image> image = DecodeFile(picture.Save(".jpg[Q=100]"));
  vips_area_unref(VIPS_AREA(blob));
  ASSERT_TRUE(image.has_value()) << image.error().ToString();
  // Printed cyan is not the screen's: no red, but green and blue short of full.
  EXPECT_LT(image->data()[0], 60);
  EXPECT_GT(image->data()[1], 120);
  EXPECT_LT(image->data()[1], 210);
  EXPECT_GT(image->data()[2], 190);
}

}  // namespace
}  // namespace cutline::image
