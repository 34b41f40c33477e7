#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace cutline::ocr {

// The frame of a PDF 1.7 file (ISO 32000-1, chapter 7): objects, streams, the table of where
// they are. Objects may be written in any order; one that is told of before it is written has its
// number from Reserve().
class PdfFile {
 public:
  PdfFile();

  int Reserve();
  // "<< /Type /Page … >>"
  void Put(int id, std::string_view object);
  int Put(std::string_view object);
  // `dictionary` without its brackets and length: "/Filter /FlateDecode".
  void PutStream(int id, std::string_view dictionary, ByteSpan data);
  int PutStream(std::string_view dictionary, ByteSpan data);
  // The same, compressed here. Fails as image::Deflate() does.
  [[nodiscard]] Result<int> PutDeflated(std::string_view dictionary, ByteSpan data);

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }  // so far

  // REQUIRES: each reserved number was put.
  [[nodiscard]] ByteBuffer Finish(int root, int info) &&;

 private:
  void Append(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }
  void Begin(int id);

  ByteBuffer bytes_;
  std::vector<std::size_t> offsets_;  // of object 1, 2, …
};

// Big-endian UTF-16, as hexadecimal digits.
[[nodiscard]] std::string Utf16Hex(char32_t character);
[[nodiscard]] std::string Utf16Hex(std::string_view text);

// A text string in UTF-16, in hexadecimal digits: no character of it needs an escape.
[[nodiscard]] std::string PdfString(std::string_view text);

}  // namespace cutline::ocr
