#pragma once
#include <gtest/gtest.h>
#include <vips/vips.h>

#include <ctime>
#include <initializer_list>
#include <memory>

#include "base/bytes.h"
#include "base/clock.h"
#include "image/decode.h"
#include "image/vips_runtime.h"

// Picture files for the decoding tests, written by libvips' savers or byte by byte.
namespace cutline::image {

// Appends numbers byte by byte: Bytes().Text("II").Le16(42).
class FileWriter {
 public:
  FileWriter& Text(std::string_view text) {
    for (const char c : text) bytes_.push_back(static_cast<std::uint8_t>(c));
    return *this;
  }
  FileWriter& Raw(ByteSpan bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  FileWriter& Raw(std::initializer_list<std::uint8_t> bytes) {
    return Raw(ByteSpan(bytes.begin(), bytes.size()));
  }
  FileWriter& Zeros(std::size_t count) {
    bytes_.resize(bytes_.size() + count);
    return *this;
  }
  FileWriter& Le16(std::uint32_t v) { return Little(v, 2); }
  FileWriter& Le24(std::uint32_t v) { return Little(v, 3); }
  FileWriter& Le32(std::uint32_t v) { return Little(v, 4); }
  FileWriter& Be16(std::uint32_t v) { return Big(v, 2); }
  FileWriter& Be32(std::uint32_t v) { return Big(v, 4); }
  // An ISO box around `body`.
  FileWriter& Box(std::string_view type, const FileWriter& body) {
    return Be32(static_cast<std::uint32_t>(body.bytes_.size() + 8)).Text(type).Raw(body.bytes_);
  }
  [[nodiscard]] const ByteBuffer& bytes() const { return bytes_; }

 private:
  FileWriter& Little(std::uint32_t v, int count) {
    for (int i = 0; i < count; ++i) bytes_.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
    return *this;
  }
  FileWriter& Big(std::uint32_t v, int count) {
    for (int i = count - 1; i >= 0; --i) bytes_.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
    return *this;
  }
  ByteBuffer bytes_;
};

// A libvips picture that owns its pixels.
class VipsPicture {
 public:
  // `samples` are copied: width * height * bands of them.
  template <class Sample>
  VipsPicture(Size size, int bands, const Sample* samples, VipsInterpretation space) {
    EXPECT_TRUE(StartVips().ok());
    const VipsBandFormat format = sizeof(Sample) == 1   ? VIPS_FORMAT_UCHAR
                                  : sizeof(Sample) == 2 ? VIPS_FORMAT_USHORT
                                                        : VIPS_FORMAT_FLOAT;
    const std::size_t count = static_cast<std::size_t>(size.width) * size.height * bands;
    VipsImage* raw = vips_image_new_from_memory_copy(samples, count * sizeof(Sample), size.width,
                                                     size.height, bands, format);
    VipsImage* copy = nullptr;
    EXPECT_EQ(vips_copy(raw, &copy, "interpretation", space, nullptr), 0);
    g_object_unref(raw);
    image_.reset(copy);
  }
  explicit VipsPicture(const Image& picture)
      : VipsPicture(picture.size(), picture.channels(), picture.data(),
                    picture.channels() == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB) {}

  VipsPicture& Orientation(int orientation) {
    vips_image_set_int(image_.get(), VIPS_META_ORIENTATION, orientation);
    return *this;
  }
  VipsPicture& Resolution(double per_millimetre) {
    VipsImage* copy = nullptr;
    EXPECT_EQ(
        vips_copy(image_.get(), &copy, "xres", per_millimetre, "yres", per_millimetre, nullptr), 0);
    image_.reset(copy);
    return *this;
  }
  VipsPicture& Profile(ByteSpan profile) {
    vips_image_set_blob_copy(image_.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
    return *this;
  }

  // `suffix` as libvips has it: ".png", ".jpg[Q=95]".
  [[nodiscard]] ByteBuffer Save(const char* suffix) const {
    void* data = nullptr;
    std::size_t length = 0;
    EXPECT_EQ(vips_image_write_to_buffer(image_.get(), suffix, &data, &length, nullptr), 0)
        << TakeVipsError();
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    ByteBuffer file(bytes, bytes + length);
    g_free(data);
    return file;
  }

 private:
  struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
  };
  std::unique_ptr<VipsImage, Unref> image_;
};

// A picture of one colour: as many channels as `pixel` has.
inline Image Flat(Size size, std::initializer_list<std::uint8_t> pixel) {
  Image picture(size, static_cast<int>(pixel.size()));
  for (std::size_t i = 0; i < picture.byte_count(); ++i) {
    picture.data()[i] = pixel.begin()[i % pixel.size()];
  }
  return picture;
}

// Smooth and different in every corner, so that a swap or a turn shows.
inline Image Ramp(Size size, int channels) {
  Image picture(size, channels);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const int values[4] = {x * 255 / size.width, y * 255 / size.height, 40, 128 + y % 100};
      for (int c = 0; c < channels; ++c) {
        picture.row(y)[x * channels + c] = static_cast<std::uint8_t>(values[c]);
      }
    }
  }
  return picture;
}

inline Result<Image> DecodeFile(ByteSpan file, const DecodeLimits& limits = {}) {
  const SteadyClock clock;
  return Decode(file, limits, Context{.clock = clock});
}

// Processor time of this thread, so that a busy machine does not count.
inline double ThreadMilliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// The largest difference of any sample, or 256 for another size or number of channels.
inline int Distance(const Image& a, const Image& b) {
  if (a.size() != b.size() || a.channels() != b.channels()) return 256;
  int worst = 0;
  for (std::size_t i = 0; i < a.byte_count(); ++i) {
    worst = std::max(worst, std::abs(a.data()[i] - b.data()[i]));
  }
  return worst;
}

// Code::kOk where the file decodes.
inline Code CodeOf(ByteSpan file, const DecodeLimits& limits = {}) {
  const Result<Image> image = DecodeFile(file, limits);
  return image ? Code::kOk : image.error().code();
}

// A GIF of one colour: the frame's rectangle on a canvas, pixels all of palette entry 1
// (200, 100, 50).
inline FileWriter FlatGif(Size canvas, int left, int top, Size frame) {
  FileWriter file;
  file.Text("GIF89a").Le16(canvas.width).Le16(canvas.height).Raw({0x80, 0, 0});
  file.Raw({0, 0, 0, 200, 100, 50});
  file.Raw({0x2C}).Le16(left).Le16(top).Le16(frame.width).Le16(frame.height).Raw({0, 2});
  // Each pixel is a clear code (4) and its index, three bits each, so that codes never
  // grow; then the end code (5).
  ByteBuffer data;
  int bit = 0;
  const auto put = [&](int code) {
    for (int i = 0; i < 3; ++i, ++bit) {
      if (bit % 8 == 0) data.push_back(0);
      data.back() = static_cast<std::uint8_t>(data.back() | (code >> i & 1) << bit % 8);
    }
  };
  for (int i = 0; i < frame.width * frame.height; ++i) {
    put(4);
    put(1);
  }
  put(5);
  for (std::size_t at = 0; at < data.size(); at += 255) {
    const std::size_t length = std::min<std::size_t>(255, data.size() - at);
    file.Raw({static_cast<std::uint8_t>(length)}).Raw(ByteSpan(data).subspan(at, length));
  }
  file.Raw({0, 0x3B});
  return file;
}

}  // namespace cutline::image
