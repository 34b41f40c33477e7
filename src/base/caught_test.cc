#include "base/caught.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace cutline {
namespace {

TEST(Caught, PassesOnWhatTheWorkGives) {
  EXPECT_EQ(Caught([]() -> Result<int> { return 7; }).value(), 7);
  EXPECT_TRUE(Caught([] { return Status(); }).ok());
}

TEST(Caught, TurnsExceptionsIntoFailures) {
  EXPECT_EQ(Caught([]() -> Result<int> { throw std::bad_alloc(); }).error().code(),
            Code::kResourceExhausted);
  const Status status = Caught([]() -> Status { throw std::runtime_error("why"); });
  EXPECT_EQ(status.code(), Code::kInternal);
  EXPECT_EQ(status.detail(), "why");
  EXPECT_EQ(Caught([]() -> Status { throw 3; }).code(), Code::kInternal);
}

}  // namespace
}  // namespace cutline
