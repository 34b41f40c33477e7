#include "inference/precision_plan.h"

#include <gtest/gtest.h>

namespace cutline::inference {
namespace {

using enum Precision;
using Rows = std::vector<models::PrecisionRow>;

models::PrecisionRow Row(std::string precision, double speed, double mae = 0, double iou = 1,
                         std::string cpu = "amx") {
  return {.precision = std::move(precision),
          .cpu = std::move(cpu),
          .mae_mean = mae,
          .iou_mean = iou,
          .images_per_second = speed};
}

// As the catalogue ships them.
const Rows kU2netp = {Row("f32", 6.8), Row("f16", 24.5, 0.0018, 0.991),
                      Row("bf16", 28, 0.0085, 0.960), Row("f32", 3.0, 0, 1, "avx2")};
const Rows kIsnet = {Row("f32", 1.0), Row("f16", 2.4, 0.0001, 0.999),
                     Row("bf16", 5.5, 0.00015, 0.999)};
const std::vector<Precision> kAll = {kF32, kF16, kBf16};
const std::vector<Precision> kOnlyF32 = {kF32};

models::PrecisionRow TextRow(std::string precision, double speed, double cer, double exact) {
  return {.precision = std::move(precision),
          .cpu = "amx",
          .cer = cer,
          .exact_lines = exact,
          .images_per_second = speed};
}

struct Case {
  const char* name;
  const char* wanted;
  std::vector<Precision> available;
  Rows local;
  Rows shipped;
  Precision expected;
  const char* reason;  // a part of it
  bool measured;
};

class ChoosePrecisionTest : public testing::TestWithParam<Case> {};

TEST_P(ChoosePrecisionTest, Chooses) {
  const Case& c = GetParam();
  const auto choice = ChoosePrecision(c.wanted, c.available, c.local, c.shipped, {});
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->precision, c.expected);
  EXPECT_NE(choice->reason.find(c.reason), std::string::npos) << choice->reason;
  EXPECT_EQ(choice->measured.has_value(), c.measured);
  if (choice->measured) {
    EXPECT_EQ(choice->measured->precision, PrecisionName(c.expected));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Plan, ChoosePrecisionTest,
    testing::Values(
        Case{"U2netpRunsAtF16BecauseBf16ErrsTooMuch",
             "auto",
             kAll,
             {},
             kU2netp,
             kF16,
             "3.6 times",
             true},
        Case{"IsnetRunsAtBf16TheFastest", "auto", kAll, {}, kIsnet, kBf16, "5.5 times", true},
        Case{"Avx2MachinesRunAtF32",
             "auto",
             kOnlyF32,
             {},
             kU2netp,
             kF32,
             "nothing below f32",
             false},
        Case{"Bf16AloneErrsTooMuch",
             "auto",
             {kF32, kBf16},
             {},
             kU2netp,
             kF32,
             "bf16 errs too much",
             false},
        Case{"UnmeasuredIsNotTaken", "auto", kAll, {}, {}, kF32, "f16 was never measured", false},
        Case{"LocalRowsWin",
             "auto",
             kAll,
             {Row("f32", 5), Row("bf16", 20, 0.001, 0.99)},
             kU2netp,
             kBf16,
             "4.0 times",
             true},
        Case{"LocalErrorRulesAPrecisionOut",
             "auto",
             kAll,
             {Row("f32", 5), Row("f16", 20, 0.01, 0.9)},
             kU2netp,
             kF32,
             "f16 errs too much (MAE 0.0100, IoU 0.900)",
             false},
        Case{"SlowerThanF32IsNotTaken",
             "auto",
             {kF32, kF16},
             {Row("f32", 5), Row("f16", 4)},
             kU2netp,
             kF32,
             "not measured to be faster",
             false},
        Case{"GainsCountNotSpeedsOfOtherMachines",
             "auto",
             kAll,
             {Row("f32", 2), Row("f16", 6, 0.001, 0.99)},
             {Row("f32", 20), Row("bf16", 40, 0.001, 0.99)},
             kF16,
             "3.0 times",
             true},
        Case{"SpeedWithoutF32BesideItIsUnknown",
             "auto",
             {kF32, kF16},
             {},
             {Row("f16", 24, 0, 1, "amx"), Row("f32", 3, 0, 1, "avx2")},
             kF32,
             "not measured to be faster",
             false},
        Case{"ExactlyTheBudgetIsKept",
             "auto",
             {kF32, kF16},
             {},
             {Row("f32", 1), Row("f16", 2, 0.003, 0.985)},
             kF16,
             "2.0 times",
             true},
        Case{"IouAloneRulesOut",
             "auto",
             {kF32, kF16},
             {},
             {Row("f32", 1), Row("f16", 2, 0.001, 0.984)},
             kF32,
             "errs too much",
             false},
        Case{"ALineIn165IsTooMuch",
             "auto",
             {kF32, kBf16},
             {},
             {Row("f32", 1), TextRow("bf16", 3, 0.0003, 164.0 / 165)},
             kF32,
             "bf16 errs too much (CER 0.03 %, 99.4 % of lines the same)",
             false},
        Case{"CharactersAloneRuleOut",
             "auto",
             {kF32, kBf16},
             {},
             {Row("f32", 1), TextRow("bf16", 3, 0.0006, 0.999)},
             kF32,
             "errs too much",
             false},
        Case{"TextThatStaysIsTaken",
             "auto",
             {kF32, kF16},
             {},
             {Row("f32", 1), TextRow("f16", 2, 0.0005, 0.995)},
             kF16,
             "2.0 times as fast as f32; measured error: CER 0.05 %, 99.5 % of lines the same",
             true},
        Case{"NoErrorIsSaid",
             "auto",
             {kF32, kF16},
             {},
             {Row("f32", 1), Row("f16", 2)},
             kF16,
             "measured error: none",
             true},
        Case{"F32AsAsked", "f32", kAll, {}, kU2netp, kF32, "as asked", false},
        Case{"F16AsAsked", "f16", kAll, {}, kU2netp, kF16, "MAE 0.0018", true},
        Case{
            "Bf16AsAskedEvenBeyondTheBudget", "bf16", kAll, {}, kU2netp, kBf16, "MAE 0.0085", true},
        Case{"NamedButUnmeasuredSaysSo", "bf16", kAll, {}, {}, kBf16, "never measured", false},
        Case{"NamedButAbsentFallsBackAndSaysSo",
             "f16",
             kOnlyF32,
             {},
             kU2netp,
             kF32,
             "f16 was asked for, but this CPU",
             false}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(ChoosePrecision, RefusesUnknownNames) {
  const auto choice = ChoosePrecision("int8", kAll, {}, kU2netp, {});
  ASSERT_FALSE(choice);
  EXPECT_EQ(choice.error().code(), Code::kInvalidArgument);
  EXPECT_EQ(choice.error().field(), "precision");
}

TEST(ChoosePrecision, FollowsALooserBudget) {
  const auto choice =
      ChoosePrecision("auto", kAll, {}, kU2netp, {.mae_mean = 0.01, .iou_mean = 0.95});
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->precision, kBf16);
}

}  // namespace
}  // namespace cutline::inference
