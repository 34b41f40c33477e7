#include "inference/precision_plan.h"

#include <fmt/format.h>

#include <algorithm>

namespace cutline::inference {
namespace {

using Rows = std::vector<models::PrecisionRow>;

const models::PrecisionRow* FindRow(const Rows& rows, Precision precision) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const models::PrecisionRow& r) {
    return r.precision == PrecisionName(precision);
  });
  return row == rows.end() ? nullptr : &*row;
}

// How many times as fast as f32 on the machine that measured `row`; 0 where that is not known.
double GainOf(const models::PrecisionRow& row, const Rows& rows) {
  for (const models::PrecisionRow& base : rows) {
    if (base.precision != PrecisionName(Precision::kF32) || base.cpu != row.cpu) continue;
    return base.images_per_second > 0 ? row.images_per_second / base.images_per_second : 0;
  }
  return 0;
}

// What is known of one lower precision.
struct Knowledge {
  const models::PrecisionRow* row = nullptr;  // null: nobody measured
  double gain = 0;
};

Knowledge Look(Precision precision, const Rows& local, const Rows& shipped) {
  for (const Rows* rows : {&local, &shipped}) {
    if (const auto* row = FindRow(*rows, precision)) return {row, GainOf(*row, *rows)};
  }
  return {};
}

bool KeepsBudget(const models::PrecisionRow& row, const ErrorBudget& budget) {
  return row.mae_mean <= budget.mae_mean && row.iou_mean >= budget.iou_mean &&
         row.cer <= budget.cer && row.exact_lines >= budget.exact_lines;
}

std::string ErrorOf(const models::PrecisionRow& row) {
  if (row.cer > 0 || row.exact_lines < 1)
    return fmt::format("CER {:.2f} %, {:.1f} % of lines the same", 100 * row.cer,
                       100 * row.exact_lines);
  if (row.mae_mean <= 0 && row.iou_mean >= 1) return "none";
  return fmt::format("MAE {:.4f}, IoU {:.3f}", row.mae_mean, row.iou_mean);
}

PrecisionChoice ChooseBest(const std::vector<Precision>& available, const Rows& local,
                           const Rows& shipped, const ErrorBudget& budget) {
  Knowledge best;
  PrecisionChoice choice;
  std::string against;  // why not the others
  for (const Precision precision : available) {
    if (precision == Precision::kF32) continue;
    const Knowledge known = Look(precision, local, shipped);
    if (!against.empty()) against += "; ";
    if (known.row == nullptr) {
      against += fmt::format("{} was never measured with this model", PrecisionName(precision));
    } else if (!KeepsBudget(*known.row, budget)) {
      against +=
          fmt::format("{} errs too much ({})", PrecisionName(precision), ErrorOf(*known.row));
    } else if (known.gain <= 1) {
      against += fmt::format("{} was not measured to be faster", PrecisionName(precision));
    } else if (known.gain > best.gain) {
      best = known;
      choice.precision = precision;
    }
  }
  if (best.row != nullptr) {
    choice.measured = *best.row;
    choice.reason = fmt::format("{:.1f} times as fast as f32; measured error: {}", best.gain,
                                ErrorOf(*best.row));
  } else if (against.empty()) {
    choice.reason = "this CPU computes nothing below f32 in hardware";
  } else {
    choice.reason = against;
  }
  return choice;
}

}  // namespace

Result<PrecisionChoice> ChoosePrecision(std::string_view wanted,
                                        const std::vector<Precision>& available, const Rows& local,
                                        const Rows& shipped, const ErrorBudget& budget) {
  if (wanted == "auto") return ChooseBest(available, local, shipped, budget);
  CUTLINE_ASSIGN_OR_RETURN(const Precision precision, ParsePrecision(wanted));
  PrecisionChoice choice;
  if (precision == Precision::kF32) {
    choice.reason = "as asked";
  } else if (std::find(available.begin(), available.end(), precision) == available.end()) {
    choice.reason =
        fmt::format("{} was asked for, but this CPU does not compute in it; f32 is used", wanted);
  } else {
    choice.precision = precision;
    if (const auto* row = Look(precision, local, shipped).row) {
      choice.measured = *row;
      choice.reason = fmt::format("as asked; measured error: {}", ErrorOf(*row));
    } else {
      choice.reason = "as asked; its error was never measured with this model";
    }
  }
  return choice;
}

}  // namespace cutline::inference
