#pragma once

// How this room uses wide registers: the build has no -march flag, so a function that
// wants AVX2 says so itself, and its caller asks the CPU once. Plain dispatch by a
// branch and not by ifunc, because ifunc resolvers run before the sanitizers are ready.
#if defined(__x86_64__)
#define CUTLINE_IMAGE_AVX2 1
#define CUTLINE_TARGET_AVX2 __attribute__((target("avx2")))
#else
#define CUTLINE_IMAGE_AVX2 0
#define CUTLINE_TARGET_AVX2
#endif

// For inner loops, in a build with -O2: only from -O3 on does GCC 12 turn plain loops of
// any length into vectors and unroll short ones so that arrays of sums stay in
// registers. Clang does both anyway.
#if defined(__clang__)
#define CUTLINE_HOT
#else
#define CUTLINE_HOT __attribute__((optimize("O3")))
#endif

namespace cutline::image {

[[nodiscard]] inline bool CpuHasAvx2() {
#if CUTLINE_IMAGE_AVX2
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
#else
  return false;
#endif
}

namespace internal_simd {
template <class Loop, class... Args>
CUTLINE_TARGET_AVX2 CUTLINE_HOT void RunAvx2(Args... args) {
  Loop::Run(args...);
}
template <class Loop, class... Args>
CUTLINE_HOT void RunPlain(Args... args) {
  Loop::Run(args...);
}
}  // namespace internal_simd

// Calls Loop::Run(args...), compiled for AVX2 where the CPU has it. Run must be static
// and [[gnu::always_inline]], and must call nothing that isn't.
template <class Loop, class... Args>
void RunWide(Args... args) {
  if (CpuHasAvx2()) {
    internal_simd::RunAvx2<Loop, Args...>(args...);
  } else {
    internal_simd::RunPlain<Loop, Args...>(args...);
  }
}

}  // namespace cutline::image
