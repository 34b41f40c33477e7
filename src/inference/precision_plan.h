#pragma once
#include <optional>
#include <string>
#include <vector>

#include "inference/calibration_store.h"
#include "inference/engine.h"
#include "models/catalogue.h"

namespace cutline::inference {

// What a lower precision may cost against the model's own f32. One line of text in 200 may differ,
// by one character in ten: bf16, which on pictures of text was measured to lose one in 165, is
// kept out.
struct ErrorBudget {
  double mae_mean = 0.003;     // of masks, at most
  double iou_mean = 0.985;     // of masks, at least
  double cer = 0.0005;         // of text, at most
  double exact_lines = 0.995;  // of text, at least
};

struct PrecisionChoice {
  Precision precision = Precision::kF32;
  std::optional<models::PrecisionRow>
      measured;        // absent for f32 (the reference) and where nobody measured
  std::string reason;  // one line for people and logs
};

// Chooses for "auto", "f32", "f16" or "bf16": a pure function of what was measured.
// "auto" takes the fastest precision that the CPU has, that was measured to be faster than
// f32 and whose error keeps the budget. A precision's row in `local` (this machine's
// calibration) wins over `shipped` ones; shipped ones come from several machines, so only
// the gain over f32 on the same machine is compared. A precision named outright but not
// in `available` falls back to f32, and the reason says so. kInvalidArgument for any
// other name.
[[nodiscard]] Result<PrecisionChoice> ChoosePrecision(
    std::string_view wanted, const std::vector<Precision>& available,
    const std::vector<models::PrecisionRow>& local,
    const std::vector<models::PrecisionRow>& shipped, const ErrorBudget& budget);

}  // namespace cutline::inference
