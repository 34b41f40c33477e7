#include "base/json_text.h"

#include <gtest/gtest.h>

namespace cutline {
namespace {

TEST(PlainNumbers, AreWrittenWithoutAnExponent) {
  EXPECT_EQ(PlainNumbers(R"({"ms":9.2E-2,"n":[1E0,-2.5E1,0,17]})"),
            R"({"ms":0.092,"n":[1,-25,0,17]})");
  EXPECT_EQ(PlainNumbers("1.5e3"), "1500");
}

TEST(PlainNumbers, LeaveIntegersAndStringsAlone) {
  const std::string json = R"({"1E3":"9.2E-2 \"1E5\\","big":18446744073709551615,"t":true})";
  EXPECT_EQ(PlainNumbers(json), json);
}

TEST(PlainNumbers, KeepTheExponentThatShortensThem) {
  EXPECT_EQ(PlainNumbers("1E-20"), "1e-20");
  EXPECT_EQ(PlainNumbers("[1E30]"), "[1e+30]");
}

}  // namespace
}  // namespace cutline
