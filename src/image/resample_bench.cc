// ResizeLanczos beside libvips' own Lanczos, one thread each: the way to a model and
// the mask's way back.
#include <benchmark/benchmark.h>
#include <vips/vips.h>

#include "image/resample.h"
#include "image/resample_kernels.h"
#include "image/simd.h"
#include "image/test_pixels.h"

namespace cutline::image {
namespace {

void Ours(benchmark::State& state, const ResampleKernels& kernels) {
  const int from = static_cast<int>(state.range(0));
  const int to = static_cast<int>(state.range(1));
  const Image source =
      PhotoLikeImage({.width = from, .height = from}, static_cast<int>(state.range(2)), 1);
  for (auto _ : state) {
    const Image out = ResizeLanczosWith(kernels, source, {.width = to, .height = to});
    benchmark::DoNotOptimize(out.data());
  }
}

void Cutline(benchmark::State& state) {
  Ours(state, CpuHasAvx2() ? Avx2ResampleKernels() : PortableResampleKernels());
}

void CutlinePortable(benchmark::State& state) { Ours(state, PortableResampleKernels()); }

void Libvips(benchmark::State& state) {
  if (VIPS_INIT("bench_image") != 0) return state.SkipWithError("libvips does not start");
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  const int from = static_cast<int>(state.range(0));
  const int to = static_cast<int>(state.range(1));
  const Image source =
      PhotoLikeImage({.width = from, .height = from}, static_cast<int>(state.range(2)), 1);
  for (auto _ : state) {
    VipsImage* in = vips_image_new_from_memory(source.data(), source.byte_count(), from, from,
                                               source.channels(), VIPS_FORMAT_UCHAR);
    VipsImage* out = nullptr;
    std::size_t size = 0;
    void* pixels = nullptr;
    if (vips_resize(in, &out, static_cast<double>(to) / from, "kernel", VIPS_KERNEL_LANCZOS3,
                    nullptr) == 0) {
      pixels = vips_image_write_to_memory(out, &size);
      g_object_unref(out);
    }
    if (size != static_cast<std::size_t>(to) * to * source.channels()) {
      state.SkipWithError("libvips gave another size");
    }
    g_free(pixels);
    g_object_unref(in);
  }
}

// Processor time of the whole process: libvips computes on threads of its own.
#define CUTLINE_SIZES                 \
  Args({1024, 320, 3})                \
      ->Args({320, 1024, 1})          \
      ->Args({1024, 320, 4})          \
      ->Unit(benchmark::kMicrosecond) \
      ->MeasureProcessCPUTime()
BENCHMARK(Cutline)->CUTLINE_SIZES;
BENCHMARK(CutlinePortable)->CUTLINE_SIZES;
BENCHMARK(Libvips)->CUTLINE_SIZES;

}  // namespace
}  // namespace cutline::image
