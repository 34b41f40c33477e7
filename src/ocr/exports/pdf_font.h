#pragma once
#include <map>
#include <string>
#include <string_view>

#include "ocr/exports/pdf_file.h"

namespace cutline::ocr {

// An invisible font for a document's text. Characters get codes as they come, so that the table
// which maps codes back to Unicode holds only what the document has, each as a whole: no
// surrogates, which readers treat in different ways.
class PdfFont {
 public:
  // `text` as a string operand of two-byte codes, and how many they are.
  struct Coded {
    std::string hex;  // "<00010002>"
    int count = 0;
  };
  [[nodiscard]] Coded Encode(std::string_view text);

  // Writes the font as object `id`. Once, after the last text.
  [[nodiscard]] Status Put(PdfFile& file, int id) const;

 private:
  [[nodiscard]] std::string ToUnicode() const;

  std::map<char32_t, int> codes_;  // from 1
};

}  // namespace cutline::ocr
