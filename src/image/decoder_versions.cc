#include <fmt/format.h>
#include <cstdio>  // jpeglib.h needs it

#include <jpeglib.h>
#include <lcms2.h>
#include <libheif/heif.h>
#include <png.h>
#include <tiffio.h>
#include <vips/vips.h>
#include <webp/decode.h>

#include "image/decode.h"

namespace cutline::image {
namespace {

// "LIBTIFF, Version 4.5.0\nCopyright ..." -> "4.5.0"
std::string_view TiffVersion() {
  std::string_view text = TIFFGetVersion();
  text = text.substr(0, text.find('\n'));
  return text.substr(text.rfind(' ') + 1);
}

}  // namespace

std::string DecoderVersions() {
  const int webp = WebPGetDecoderVersion();
  const int lcms = cmsGetEncodedCMMversion();
#define CUTLINE_TEXT_(x) #x
#define CUTLINE_TEXT(x) CUTLINE_TEXT_(x)
  // libjpeg-turbo tells no version at run time: this is the one built against.
  return fmt::format(
      "libvips {}.{}.{}, libjpeg-turbo {}, libpng {}, libwebp {}.{}.{}, libheif {}, libtiff {}, "
      "Little CMS {}.{}",
      vips_version(0), vips_version(1), vips_version(2), CUTLINE_TEXT(LIBJPEG_TURBO_VERSION),
      png_get_libpng_ver(nullptr), webp >> 16, webp >> 8 & 255, webp & 255, heif_get_version(),
      TiffVersion(), lcms / 1000, lcms % 1000 / 10);
}

}  // namespace cutline::image
