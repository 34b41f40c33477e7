#pragma once
#include "image/lanczos_axis.h"
#include "image/pixels.h"

namespace cutline::image {

// One way to do the two passes; all ways give the same bytes.
// `out` has the source's channels and the axis's target as its width (horizontal) or
// height (vertical); the other side is the source's.
struct ResampleKernels {
  void (*horizontal)(const Image& source, const LanczosAxis& axis, Image& out);
  void (*vertical)(const Image& source, const LanczosAxis& axis, Image& out);
};

[[nodiscard]] const ResampleKernels& PortableResampleKernels();
[[nodiscard]] const ResampleKernels& Avx2ResampleKernels();  // REQUIRES: CpuHasAvx2()

// ResizeLanczos() by the given kernels.
[[nodiscard]] Image ResizeLanczosWith(const ResampleKernels& kernels, const Image& source,
                                      Size target);

}  // namespace cutline::image
