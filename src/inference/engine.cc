#include "inference/engine.h"

#include <fmt/format.h>

#include "base/check.h"

namespace cutline::inference {

std::string_view PrecisionName(Precision precision) {
  switch (precision) {
    case Precision::kF32:
      return "f32";
    case Precision::kF16:
      return "f16";
    case Precision::kBf16:
      return "bf16";
  }
  return "unknown";
}

Result<Precision> ParsePrecision(std::string_view name) {
  for (const Precision precision : {Precision::kF32, Precision::kF16, Precision::kBf16}) {
    if (name == PrecisionName(precision)) return precision;
  }
  return std::unexpected(
      InvalidArgument({fmt::format("“{}” is not a precision.", name),
                       fmt::format("“{}”不是有效的计算精度。", name)})
          .WithField("precision")
          .WithHint({"Choose auto, f32, f16 or bf16.", "请选择 auto、f32、f16 或 bf16。"}));
}

std::size_t ElementCount(const Shape& shape) {
  std::size_t count = 1;
  for (const std::int64_t size : shape) {
    CUTLINE_CHECK(size >= 0);
    count *= static_cast<std::size_t>(size);
  }
  return count;
}

}  // namespace cutline::inference
