#include "image/resample.h"

#include <cstdint>
#include <optional>

#include "base/check.h"
#include "image/resample_kernels.h"
#include "image/simd.h"

namespace cutline::image {

Image ResizeLanczosWith(const ResampleKernels& kernels, const Image& source, Size target) {
  CUTLINE_CHECK(source.data() != nullptr && target.width >= 1 && target.height >= 1);
  // At equal sides the weights are exactly 1, 0, 0 …: that pass changes nothing.
  const bool wide = target.width != source.width();
  const bool high = target.height != source.height();
  if (!wide && !high) return source.Clone();

  std::optional<LanczosAxis> across;
  if (wide) across = MakeLanczosAxis(source.width(), target.width);
  const auto horizontal = [&](const Image& from) {
    Image to({.width = target.width, .height = from.height()}, from.channels());
    kernels.horizontal(from, *across, to);
    return to;
  };
  if (!high) return horizontal(source);

  // A square picture to a square one, as on the way to a model, needs one table of sines.
  const bool same = wide && source.width() == source.height() && target.width == target.height;
  const LanczosAxis down = same ? *across : MakeLanczosAxis(source.height(), target.height);
  const auto vertical = [&](const Image& from) {
    Image to({.width = from.width(), .height = target.height}, from.channels());
    kernels.vertical(from, down, to);
    return to;
  };
  if (!wide) return vertical(source);

  // The order shows in the bytes, as each pass rounds and clips, so the rule is the
  // reference's: lost rows against lost columns (negative where a side grows).
  const int lost_rows = source.height() - target.height;
  const int lost_columns = source.width() - target.width;
  const bool vertical_first = lost_rows > 0 && lost_rows > std::int64_t{2} * lost_columns;
  return vertical_first ? horizontal(vertical(source)) : vertical(horizontal(source));
}

Image ResizeLanczos(const Image& source, Size target) {
  return ResizeLanczosWith(CpuHasAvx2() ? Avx2ResampleKernels() : PortableResampleKernels(), source,
                           target);
}

}  // namespace cutline::image
