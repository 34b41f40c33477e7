#include "ocr/exports/pdf_picture.h"

#include <fmt/format.h>

#include "image/byte_reader.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/jpeg_facts.h"
#include "image/orientation.h"

namespace cutline::ocr {
namespace {

std::string Dictionary(image::Size size, std::string_view colours, std::string_view filter) {
  return fmt::format(
      "/Type /XObject /Subtype /Image /Width {} /Height {} /BitsPerComponent 8 /ColorSpace {} "
      "/Filter {}",
      size.width, size.height, colours, filter);
}

constexpr int kLongestJpeg = 65'500;  // that the format takes

std::string_view Device(int channels) { return channels == 1 ? "/DeviceGray" : "/DeviceRGB"; }

// Matrices that put the stored picture, drawn over the unit square from its lower left corner,
// upright over that square, by EXIF's orientation.
constexpr std::array<std::array<int, 6>, 8> kTurns = {{
    {1, 0, 0, 1, 0, 0},
    {-1, 0, 0, 1, 1, 0},
    {-1, 0, 0, -1, 1, 1},
    {1, 0, 0, -1, 0, 1},
    {0, -1, -1, 0, 1, 1},
    {0, -1, 1, 0, 0, 1},
    {0, 1, 1, 0, 0, 0},
    {0, 1, -1, 0, 1, 0},
}};

Result<PdfPicture> PutJpeg(const image::JpegFacts& facts, ByteSpan bytes, PdfFile& file) {
  std::string colours(Device(facts.channels));
  if (!facts.profile.empty()) {
    CUTLINE_ASSIGN_OR_RETURN(
        const int profile,
        file.PutDeflated(fmt::format("/N {} /Alternate {}", facts.channels, colours),
                         facts.profile));
    colours = fmt::format("[/ICCBased {} 0 R]", profile);
  }
  const int turn = facts.orientation >= 1 && facts.orientation <= 8 ? facts.orientation - 1 : 0;
  return PdfPicture{file.PutStream(Dictionary(facts.stored, colours, "/DCTDecode"), bytes),
                    kTurns[static_cast<std::size_t>(turn)]};
}

bool IsLossy(ByteSpan bytes) {
  const image::DecodeLimits none{.max_pixels = std::int64_t{1} << 40, .max_side = 1 << 30};
  const Result<image::ImageInfo> info = image::Probe(bytes, none);
  return info && (info->format == image::Format::kJpeg || info->format == image::Format::kWebp ||
                  info->format == image::Format::kAvif);
}

// The picture as one channel; without pixels where it has colours.
image::Image AsGrey(const image::Image& picture) {
  image::Image grey(picture.size(), 1);
  const std::uint8_t* p = picture.data();
  for (std::size_t i = 0; i < grey.byte_count(); ++i, p += 3) {
    if (p[0] != p[1] || p[1] != p[2]) return {};
    grey.data()[i] = p[0];
  }
  return grey;
}

// The data of a PNG file that has one IDAT chunk, as EncodePng() writes it: PDF has the same
// filters before the same compression.
ByteSpan DataOfPng(ByteSpan png) {
  constexpr std::size_t kSignature = 8, kChunkFrame = 12, kIhdr = 13;
  image::ByteReader reader(png);
  reader.Skip(kSignature + kChunkFrame + kIhdr);
  const std::uint32_t length = reader.U32();
  reader.Skip(4);  // "IDAT"
  return reader.Take(length);
}

// What the pixels came from: lossy and lossless files, and a page of a document, drawn, which may
// hold letters and lines or the photograph of a scan.
enum class Source { kLossy, kLossless, kDrawn };

Result<PdfPicture> PutPixels(const image::Image& pixels, Source source, PdfFile& file) {
  ByteBuffer jpeg, png;
  if (source != Source::kLossless && std::max(pixels.width(), pixels.height()) <= kLongestJpeg) {
    CUTLINE_ASSIGN_OR_RETURN(jpeg, image::EncodeJpeg(pixels, {.quality = 90}));
  }
  if (source != Source::kLossy || jpeg.empty()) {
    CUTLINE_ASSIGN_OR_RETURN(png, image::EncodePng(pixels, {.effort = 4}));
  }
  if (!jpeg.empty() && (png.empty() || 2 * jpeg.size() < png.size())) {
    return PdfPicture{
        file.PutStream(Dictionary(pixels.size(), Device(pixels.channels()), "/DCTDecode"), jpeg)};
  }
  const std::string filter =
      fmt::format("/FlateDecode /DecodeParms << /Predictor 15 /Colors {} /Columns {} >>",
                  pixels.channels(), pixels.width());
  return PdfPicture{
      file.PutStream(Dictionary(pixels.size(), Device(pixels.channels()), filter), DataOfPng(png))};
}

}  // namespace

Result<PdfPicture> PutPicture(const PagePicture& picture, PdfFile& file) {
  const std::optional<image::JpegFacts> facts = image::ReadJpegFacts(picture.file);
  if (facts && image::UprightSize(facts->stored, facts->orientation) == picture.pixels.size())
    return PutJpeg(*facts, picture.file, file);
  const image::Image grey = AsGrey(picture.pixels);
  const Source source = picture.file.empty()    ? Source::kDrawn
                        : IsLossy(picture.file) ? Source::kLossy
                                                : Source::kLossless;
  return PutPixels(grey.channels() == 1 ? grey : picture.pixels, source, file);
}

}  // namespace cutline::ocr
