#include "image/resolution.h"

#include "image/byte_reader.h"
#include "image/jpeg_markers.h"
#include "image/step_budget.h"

namespace cutline::image {
namespace {

using namespace std::string_view_literals;

constexpr double kMillimetresPerInch = 25.4;
constexpr double kLeast = 72.5, kMost = 2400;  // PNG counts in whole dots a metre

double OfPng(ByteSpan file) {
  ByteReader reader(file);
  reader.Skip(8);
  for (int chunks = 0; chunks < 1000 && reader.ok(); ++chunks) {
    const std::uint32_t length = reader.U32();
    const std::string_view name = AsText(reader.Take(4));
    if (name == "IDAT") return 0;
    if (name == "pHYs") {
      const double per_metre = reader.U32();
      reader.Skip(4);
      return reader.U8() == 1 ? per_metre * kMillimetresPerInch / 1000 : 0;
    }
    reader.Skip(std::uint64_t{length} + 4);
  }
  return 0;
}

bool IsTiff(std::string_view text) {
  return text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv);
}

// TIFF 6.0, section 2 and 8; not BigTIFF.
double OfTiff(ByteSpan file) {
  constexpr int kXResolution = 282, kResolutionUnit = 296, kInch = 2, kCentimetre = 3;
  ByteReader reader(file, file[0] == 'I' ? std::endian::little : std::endian::big);
  reader.Skip(4);
  reader.Seek(reader.U32());
  double density = 0;
  int unit = kInch;
  for (int left = reader.U16(); left > 0 && reader.ok(); --left) {
    const int tag = reader.U16();
    reader.Skip(6);  // type and count
    const std::size_t value_at = reader.position();
    if (tag == kXResolution) {
      reader.Seek(reader.U32());
      const double numerator = reader.U32();
      const double denominator = reader.U32();
      density = denominator > 0 ? numerator / denominator : 0;
    } else if (tag == kResolutionUnit) {
      unit = reader.U16();
    }
    reader.Seek(value_at + 4);
  }
  if (unit == kCentimetre) density *= kMillimetresPerInch / 10;
  return unit == kInch || unit == kCentimetre ? density : 0;
}

// JFIF's density; where there is none, what EXIF says: it is a TIFF of its own.
double OfJpeg(ByteSpan file) {
  StepBudget steps(kMaxJpegSteps);
  JpegWalk walk(file, steps);
  double of_exif = 0;
  while (const std::optional<JpegSegment> segment = walk.Next()) {
    if (segment->marker == kJpegSos) break;
    const std::string_view body = AsText(segment->body);
    if (segment->marker == 0xE0 && body.starts_with("JFIF\0"sv)) {
      ByteReader reader(segment->body);
      reader.Skip(7);  // name and version
      const int unit = reader.U8();
      const double density = reader.U16();
      if (unit == 1) return density;
      if (unit == 2) return density * kMillimetresPerInch / 10;
    } else if (segment->marker == 0xE1 && body.starts_with("Exif\0\0"sv) &&
               IsTiff(body.substr(6))) {
      of_exif = OfTiff(segment->body.subspan(6));
    }
  }
  return of_exif;
}

double Stated(ByteSpan file) {
  const std::string_view text = AsText(file);
  if (text.starts_with("\xff\xd8\xff")) return OfJpeg(file);
  if (text.starts_with("\x89PNG\r\n\x1a\n")) return OfPng(file);
  return IsTiff(text) ? OfTiff(file) : 0;
}

}  // namespace

double DotsPerInch(ByteSpan file) {
  const double stated = Stated(file);
  return stated > kLeast && stated <= kMost ? stated : 0;
}

}  // namespace cutline::image
