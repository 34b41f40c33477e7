// EncodePng() of encode.h. The container is a few lines; the time goes into deflate, so
// that is libdeflate's, over a filter cheap enough not to show beside it.
#include <fmt/format.h>
#include <libdeflate.h>

#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>

#include "image/encode.h"
#include "image/png_filter.h"

namespace cutline::image {
namespace {

constexpr std::size_t kMaxChunk = 0x7fffffff;
constexpr std::size_t kKeptBytes = std::size_t{16} << 20;  // of each buffer, between pictures

// Filters by effort. On photographs (AMD EPYC, RGBA cut-outs) up-or-sub is within 5 % of
// the smallest for a tenth of Paeth's time; beyond level 4 the time is deflate's anyway.
constexpr std::array kNone = {RowFilter::kNone};
constexpr std::array kCheap = {RowFilter::kUp, RowFilter::kSub};
constexpr std::array kBetter = {RowFilter::kUp, RowFilter::kSub, RowFilter::kPaeth};
constexpr std::array kAll = {RowFilter::kNone, RowFilter::kUp, RowFilter::kSub, RowFilter::kAverage,
                             RowFilter::kPaeth};

struct Strategy {
  int level;  // libdeflate's, 0..12
  std::span<const RowFilter> filters;
  std::span<const RowFilter> rivals = {};  // tried too; the smaller result is kept
};

constexpr std::array<Strategy, 10> kStrategies = {{
    {.level = 0, .filters = kNone},
    {.level = 1, .filters = kCheap},
    {.level = 2, .filters = kCheap},
    {.level = 3, .filters = kBetter},
    {.level = 4, .filters = kBetter},
    {.level = 5, .filters = kBetter},
    {.level = 6, .filters = kBetter},
    {.level = 7, .filters = kBetter, .rivals = kCheap},
    {.level = 9, .filters = kAll, .rivals = kCheap},
    {.level = 12, .filters = kAll, .rivals = kCheap},
}};

// Uninitialised memory that grows and, unless it is huge, stays for the next picture.
class Scratch {
 public:
  // Null where memory runs out.
  std::uint8_t* Reserve(std::size_t size) {
    if (size > size_) {
      bytes_.reset();  // before the new block, not beside it
      bytes_.reset(new (std::nothrow) std::uint8_t[size]);
      size_ = bytes_ ? size : 0;
    }
    return bytes_.get();
  }
  void Trim() {
    if (size_ <= kKeptBytes) return;
    bytes_.reset();
    size_ = 0;
  }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
};

class Compressor {
 public:
  // Null where memory runs out.
  libdeflate_compressor* ForLevel(int level) {
    if (compressor_ == nullptr || level != level_) {
      compressor_.reset(libdeflate_alloc_compressor(level));
      level_ = level;
    }
    return compressor_.get();
  }

 private:
  struct Free {
    void operator()(libdeflate_compressor* compressor) const {
      libdeflate_free_compressor(compressor);
    }
  };
  std::unique_ptr<libdeflate_compressor, Free> compressor_;
  int level_ = 0;
};

struct Workspace {
  Compressor compressor;
  Scratch filtered;
  Scratch packed;

  void Trim() {
    filtered.Trim();
    packed.Trim();
  }
};

void PutBigEndian(std::uint32_t value, std::uint8_t* to) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

void AppendChunk(std::string_view type, ByteSpan data, ByteBuffer& out) {
  std::array<std::uint8_t, 8> head;
  PutBigEndian(static_cast<std::uint32_t>(data.size()), head.data());
  std::memcpy(head.data() + 4, type.data(), 4);
  std::uint32_t crc = libdeflate_crc32(0, head.data() + 4, 4);
  if (!data.empty()) crc = libdeflate_crc32(crc, data.data(), data.size());
  std::array<std::uint8_t, 4> tail;
  PutBigEndian(crc, tail.data());
  out.insert(out.end(), head.begin(), head.end());
  out.insert(out.end(), data.begin(), data.end());
  out.insert(out.end(), tail.begin(), tail.end());
}

std::array<std::uint8_t, 13> Header(const Image& image) {
  std::array<std::uint8_t, 13> header = {};
  PutBigEndian(static_cast<std::uint32_t>(image.width()), header.data());
  PutBigEndian(static_cast<std::uint32_t>(image.height()), header.data() + 4);
  header[8] = 8;                                                          // bits
  header[9] = image.channels() == 1 ? 0 : image.channels() == 3 ? 2 : 6;  // kind of colour
  return header;  // deflate, the five filters, not interlaced: all 0
}

Status TooLargeForPng() {
  return TooLarge({"The picture is too large to be written as a PNG.", "图片太大，无法写成 PNG。"})
      .WithHint({"Make it smaller, or choose another format.", "请缩小图片，或换一种格式。"});
}

// The picture filtered and compressed; empty where memory runs out. Lives in `space`
// until its next use.
ByteSpan Compress(const Image& image, std::span<const RowFilter> filters, int level,
                  Workspace& space, Scratch& packed) {
  const std::size_t size = FilteredBytes(image);
  libdeflate_compressor* const compressor = space.compressor.ForLevel(level);
  std::uint8_t* const filtered = space.filtered.Reserve(size);
  if (compressor == nullptr || filtered == nullptr) return {};
  const std::size_t bound = libdeflate_zlib_compress_bound(compressor, size);
  std::uint8_t* const out = packed.Reserve(bound);
  if (out == nullptr) return {};
  FilterRows(image, filters, filtered);
  return {out, libdeflate_zlib_compress(compressor, filtered, size, out, bound)};
}

Result<ByteBuffer> Encode(const Image& image, const Strategy& strategy, Workspace& space) {
  ByteSpan data = Compress(image, strategy.filters, strategy.level, space, space.packed);
  Scratch other;  // not kept: where there are rivals, deflate takes far longer than pages do
  if (!data.empty() && !strategy.rivals.empty()) {
    const ByteSpan rival = Compress(image, strategy.rivals, strategy.level, space, other);
    if (!rival.empty() && rival.size() < data.size()) data = rival;
  }
  if (data.empty() || data.size() > kMaxChunk) return std::unexpected(TooLargeForPng());

  constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n";
  constexpr std::size_t kChunkFrame = 12;
  const auto header = Header(image);
  ByteBuffer out;
  out.reserve(kSignature.size() + header.size() + data.size() + 3 * kChunkFrame);
  out.assign(kSignature.begin(), kSignature.end());
  AppendChunk("IHDR", header, out);
  AppendChunk("IDAT", data, out);
  AppendChunk("IEND", {}, out);
  return out;
}

}  // namespace

Result<ByteBuffer> EncodePng(const Image& image, const PngOptions& options) {
  if (options.effort < 0 || options.effort >= static_cast<int>(kStrategies.size())) {
    return std::unexpected(
        InvalidArgument({fmt::format("{} is not a PNG effort.", options.effort),
                         fmt::format("{} 不是 PNG 压缩力度。", options.effort)})
            .WithHint({"Choose 0 (fastest) to 9 (smallest).", "请选 0（最快）到 9（最小）。"})
            .WithField("png-effort"));
  }
  if (FilteredBytes(image) > kMaxChunk) return std::unexpected(TooLargeForPng());

  // Buffers of a few megabytes cost more in page faults than in filtering.
  thread_local Workspace space;
  try {
    Result<ByteBuffer> out = Encode(image, kStrategies[options.effort], space);
    space.Trim();
    return out;
  } catch (const std::bad_alloc&) {
    space.Trim();
    return std::unexpected(TooLargeForPng());
  }
}

}  // namespace cutline::image
