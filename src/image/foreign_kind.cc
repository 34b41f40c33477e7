#include "image/foreign_kind.h"

#include <algorithm>
#include <array>

namespace cutline::image {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t at;
  std::string_view bytes;
  std::string_view kind;
};

constexpr std::array kSignatures = {
    Signature{0, "%PDF-"sv, "PDF"},
    Signature{0, "%!PS"sv, "PostScript"},
    Signature{0, "8BPS"sv, "PSD"},
    Signature{0, "\0\0\x01\0"sv, "ICO"},
    Signature{0, "\0\0\x02\0"sv, "CUR"},
    Signature{0, "\0\0\0\x0cjP  "sv, "JPEG 2000"},
    Signature{0, "\xff\x4f\xff\x51"sv, "JPEG 2000"},
    Signature{0, "\xff\x0a"sv, "JPEG XL"},
    Signature{0, "\0\0\0\x0cJXL "sv, "JPEG XL"},
    Signature{0, "\x76\x2f\x31\x01"sv, "OpenEXR"},
    Signature{0, "\x1f\x8b"sv, "gzip"},
    Signature{0, "PK\x03\x04"sv, "ZIP"},
    Signature{0, "qoif"sv, "QOI"},
    Signature{4, "ftypheic"sv, "HEIC"},
    Signature{4, "ftypheix"sv, "HEIC"},
    Signature{4, "ftyphevc"sv, "HEIC"},
    Signature{4, "ftypmif1"sv, "HEIF"},
    Signature{4, "ftypmsf1"sv, "HEIF"},
    Signature{4, "ftypqt  "sv, "QuickTime"},
    Signature{4, "ftyp"sv, "MP4"},
};

bool ContainsAnyCase(std::string_view text, std::string_view word) {
  const auto found = std::search(text.begin(), text.end(), word.begin(), word.end(),
                                 [](char a, char b) { return (a | 0x20) == b; });
  return found != text.end();
}

}  // namespace

std::string_view ForeignKind(ByteSpan bytes) {
  const std::string_view head = AsText(bytes).substr(0, 1024);
  for (const Signature& signature : kSignatures) {
    if (head.size() >= signature.at && head.substr(signature.at).starts_with(signature.bytes)) {
      return signature.kind;
    }
  }
  if (head.find('<') != std::string_view::npos) {
    if (ContainsAnyCase(head, "<svg")) return "SVG";
    if (ContainsAnyCase(head, "<html") || ContainsAnyCase(head, "<!doctype")) return "HTML";
  }
  return {};
}

}  // namespace cutline::image
