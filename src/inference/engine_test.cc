#include "inference/engine.h"

#include <gtest/gtest.h>

namespace cutline::inference {
namespace {

TEST(Precision, IsReadBackFromItsName) {
  for (const Precision precision : {Precision::kF32, Precision::kF16, Precision::kBf16}) {
    const auto parsed = ParsePrecision(PrecisionName(precision));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, precision);
  }
}

TEST(Precision, RefusesOtherNamesAndSaysWhichThereAre) {
  for (const char* name : {"", "F32", "int8", "auto", "f32 "}) {
    const auto parsed = ParsePrecision(name);
    ASSERT_FALSE(parsed) << name;
    EXPECT_EQ(parsed.error().code(), Code::kInvalidArgument);
    EXPECT_EQ(parsed.error().field(), "precision");
    EXPECT_NE(parsed.error().hint().en.find("bf16"), std::string::npos);
  }
}

TEST(ElementCount, MultipliesTheDimensions) {
  EXPECT_EQ(ElementCount({1, 3, 320, 320}), 307200U);
  EXPECT_EQ(ElementCount({1, 0, 7}), 0U);
  EXPECT_EQ(ElementCount({}), 1U);  // a scalar
}

}  // namespace
}  // namespace cutline::inference
