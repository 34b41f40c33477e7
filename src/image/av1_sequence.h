#pragma once
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "image/step_budget.h"

namespace cutline::image {

struct Av1Sequence {
  std::int64_t max_width = 0;
  std::int64_t max_height = 0;
};

// The largest frame that an AV1 bitstream announces: the first sequence header in a run
// of OBUs (AV1 specification, sections 5.3 and 5.5). The decoder allocates by this, not
// by what the container says. Each OBU costs a step. Empty if there is none.
[[nodiscard]] std::optional<Av1Sequence> ReadAv1Sequence(ByteSpan obus, StepBudget& steps);

}  // namespace cutline::image
