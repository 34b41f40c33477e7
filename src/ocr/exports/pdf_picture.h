#pragma once
#include <array>

#include "ocr/exports/export.h"
#include "ocr/exports/pdf_file.h"

namespace cutline::ocr {

// A page's picture in a PDF.
struct PdfPicture {
  int id = 0;                                    // of the image object
  std::array<int, 6> turn = {1, 0, 0, 1, 0, 0};  // matrix that turns the unit square upright
};

// Writes the picture in the smallest way that loses nothing more than its file did:
// - a JPEG file as it is, with its ICC profile, turned by the page (ReadJpegFacts());
// - what other lossy formats gave (WebP, AVIF, CMYK JPEG) as JPEG of quality 90;
// - everything else without loss, as grey where it is grey.
// Fails as the encoders do.
[[nodiscard]] Result<PdfPicture> PutPicture(const PagePicture& picture, PdfFile& file);

}  // namespace cutline::ocr
