// The writers beside libvips' pngsave, one thread each, on cut-outs. The counter "bytes"
// is the file's size. With CUTLINE_BENCH_IMAGES=DIR, every NAME.jpg or NAME.png in DIR
// that has a NAME.u2netp-mask.png beside it is cut out and measured too.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <vips/vips.h>

#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <string>

#include "image/composite.h"
#include "image/encode.h"
#include "image/test_pixels.h"

namespace cutline::image {
namespace {

// Empty where libvips can't read it. Any number of bands becomes `channels`.
Image Load(const std::filesystem::path& path, int channels) {
  VipsImage* in = vips_image_new_from_file(path.c_str(), nullptr);
  if (in == nullptr) return {};
  VipsImage* kind = nullptr;
  VipsImage* bands = nullptr;
  Image image;
  if (vips_colourspace(in, &kind,
                       channels == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB,
                       nullptr) == 0 &&
      vips_extract_band(kind, &bands, 0, "n", channels, nullptr) == 0) {
    std::size_t size = 0;
    void* pixels = vips_image_write_to_memory(bands, &size);
    image = Image({.width = bands->Xsize, .height = bands->Ysize}, channels);
    if (size == image.byte_count()) std::memcpy(image.data(), pixels, size);
    g_free(pixels);
  }
  if (bands != nullptr) g_object_unref(bands);
  if (kind != nullptr) g_object_unref(kind);
  g_object_unref(in);
  return image;
}

void Png(benchmark::State& state, const Image& image, int effort) {
  std::size_t bytes = 0;
  for (auto _ : state) bytes = EncodePng(image, {.effort = effort}).value().size();
  state.counters["bytes"] = static_cast<double>(bytes);
}

void Webp(benchmark::State& state, const Image& image, const WebpOptions& options) {
  std::size_t bytes = 0;
  for (auto _ : state) bytes = EncodeWebp(image, options).value().size();
  state.counters["bytes"] = static_cast<double>(bytes);
}

void VipsPng(benchmark::State& state, const Image& image, int compression) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    VipsImage* bands = vips_image_new_from_memory(image.data(), image.byte_count(), image.width(),
                                                  image.height(), 4, VIPS_FORMAT_UCHAR);
    VipsImage* in = nullptr;
    void* file = nullptr;
    if (vips_copy(bands, &in, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr) != 0 ||
        vips_pngsave_buffer(in, &file, &bytes, "compression", compression, nullptr) != 0) {
      state.SkipWithError("libvips does not write");
    }
    g_free(file);
    if (in != nullptr) g_object_unref(in);
    g_object_unref(bands);
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

void Register(const std::string& name, const Image& image) {
  const auto add = [&](const std::string& what, auto function, auto option) {
    benchmark::RegisterBenchmark(
        fmt::format("{}/{}", name, what).c_str(),
        [=, &image](benchmark::State& state) { function(state, image, option); })
        ->Unit(benchmark::kMillisecond)
        ->MeasureProcessCPUTime();  // libvips computes on threads of its own
  };
  for (const int compression : {1, 3})
    add(fmt::format("vips_{}", compression), VipsPng, compression);
  for (const int effort : {0, 1, 2, 3, 6, 9}) add(fmt::format("png_{}", effort), Png, effort);
  add("webp_lossy", Webp, WebpOptions{});
  add("webp_lossless", Webp, WebpOptions{.lossless = true});
}

const bool kRegistered = [] {
  if (VIPS_INIT("bench_image") != 0) return false;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  static std::deque<Image> images;  // benchmarks refer to them until the program ends
  constexpr Size kSize = {.width = 1024, .height = 1024};
  Register("generated",
           images.emplace_back(CutOut(PhotoLikeImage(kSize, 3, 1), SoftMask(kSize, 2))));
  const char* const folder = std::getenv("CUTLINE_BENCH_IMAGES");
  if (folder == nullptr) return true;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path mask =
        std::filesystem::path(entry.path()).replace_extension("u2netp-mask.png");
    if (!std::filesystem::exists(mask)) continue;
    const Image picture = Load(entry.path(), 3);
    const Image alpha = Load(mask, 1);
    if (picture.data() == nullptr || alpha.size() != picture.size()) continue;
    Register(entry.path().stem(), images.emplace_back(CutOut(picture, alpha)));
  }
  return true;
}();

}  // namespace
}  // namespace cutline::image
