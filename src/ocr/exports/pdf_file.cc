#include "ocr/exports/pdf_file.h"

#include <fmt/format.h>

#include "base/utf8.h"
#include "image/deflate.h"

namespace cutline::ocr {

PdfFile::PdfFile() {
  // Bytes over 127 in the second line tell transports that this is no text.
  Append("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
}

int PdfFile::Reserve() {
  offsets_.push_back(0);
  return static_cast<int>(offsets_.size());
}

void PdfFile::Begin(int id) {
  offsets_[static_cast<std::size_t>(id) - 1] = bytes_.size();
  Append(fmt::format("{} 0 obj\n", id));
}

void PdfFile::Put(int id, std::string_view object) {
  Begin(id);
  Append(object);
  Append("\nendobj\n");
}

int PdfFile::Put(std::string_view object) {
  const int id = Reserve();
  Put(id, object);
  return id;
}

void PdfFile::PutStream(int id, std::string_view dictionary, ByteSpan data) {
  Begin(id);
  Append(fmt::format("<< {} /Length {} >>\nstream\n", dictionary, data.size()));
  bytes_.insert(bytes_.end(), data.begin(), data.end());
  Append("\nendstream\nendobj\n");
}

int PdfFile::PutStream(std::string_view dictionary, ByteSpan data) {
  const int id = Reserve();
  PutStream(id, dictionary, data);
  return id;
}

Result<int> PdfFile::PutDeflated(std::string_view dictionary, ByteSpan data) {
  CUTLINE_ASSIGN_OR_RETURN(const ByteBuffer packed, image::Deflate(data));
  return PutStream(fmt::format("{} /Filter /FlateDecode", dictionary), packed);
}

ByteBuffer PdfFile::Finish(int root, int info) && {
  const std::size_t table_at = bytes_.size();
  Append(fmt::format("xref\n0 {}\n0000000000 65535 f \n", offsets_.size() + 1));
  for (const std::size_t offset : offsets_) Append(fmt::format("{:010} 00000 n \n", offset));
  Append(fmt::format("trailer\n<< /Size {} /Root {} 0 R /Info {} 0 R >>\nstartxref\n{}\n%%EOF\n",
                     offsets_.size() + 1, root, info, table_at));
  return std::move(bytes_);
}

std::string Utf16Hex(char32_t character) {
  const auto c = static_cast<unsigned>(character);
  if (c < 0x10000) return fmt::format("{:04X}", c);
  return fmt::format("{:04X}{:04X}", 0xd800U + ((c - 0x10000U) >> 10),
                     0xdc00U + ((c - 0x10000U) & 0x3ffU));
}

std::string Utf16Hex(std::string_view text) {
  std::string hex;
  while (!text.empty()) hex += Utf16Hex(TakeCodePoint(text).value);
  return hex;
}

std::string PdfString(std::string_view text) { return "<FEFF" + Utf16Hex(text) + ">"; }

}  // namespace cutline::ocr
