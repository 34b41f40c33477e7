#include "base/status.h"

#include <gtest/gtest.h>

#include <set>

namespace cutline {
namespace {

TEST(Status, IsOkByDefaultAndSaysNothing) {
  const Status status;
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.code(), Code::kOk);
  EXPECT_TRUE(status.sentence().empty());
  EXPECT_TRUE(status.hint().empty());
  EXPECT_EQ(status.field(), "");
  EXPECT_EQ(status.detail(), "");
  EXPECT_FALSE(status.retry_after().has_value());
  EXPECT_EQ(status.ToString(), "ok");
}

TEST(Status, CarriesAllThatItWasGiven) {
  const Status status = ResourceExhausted({"Full.", "已满。"})
                            .WithField("file")
                            .WithHint({"Come back.", "请稍后再来。"})
                            .WithDetail("64 wait")
                            .WithRetryAfter(std::chrono::seconds(2));
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(status.code(), Code::kResourceExhausted);
  EXPECT_EQ(status.sentence().en, "Full.");
  EXPECT_EQ(status.sentence().zh, "已满。");
  EXPECT_EQ(status.hint().zh, "请稍后再来。");
  EXPECT_EQ(status.field(), "file");
  EXPECT_EQ(status.detail(), "64 wait");
  EXPECT_EQ(status.retry_after(), std::chrono::milliseconds(2000));
  EXPECT_EQ(status.ToString(), "resource-exhausted: Full. (field file) [64 wait]");
}

TEST(Status, CopiesAreIndependent) {
  Status copy = NotFound("Gone.");
  {
    const Status original = Internal("Broken.").WithDetail("d");
    copy = original;
    const Status& same = copy;
    copy = same;  // to itself
  }
  EXPECT_EQ(copy.ToString(), "internal: Broken. [d]");
  copy = Status();
  EXPECT_TRUE(copy.ok());
}

TEST(StatusDeathTest, WantsACodeAndASentence) {
  EXPECT_DEATH((void)Status(Code::kOk, "fine"), "CHECK");
  EXPECT_DEATH((void)InvalidArgument(""), "CHECK");
  EXPECT_DEATH((void)Status().WithField("x"), "CHECK");
}

TEST(CodeName, IsDifferentForEveryCode) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(Code::kInternal); ++code) {
    names.insert(CodeName(static_cast<Code>(code)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Code::kInternal) + 1);
  EXPECT_FALSE(names.contains("unknown"));
  EXPECT_EQ(CodeName(Code::kDeadlineExceeded), "deadline-exceeded");
}

TEST(Builders, MakeTheirOwnCode) {
  EXPECT_EQ(InvalidArgument("x").code(), Code::kInvalidArgument);
  EXPECT_EQ(NotFound("x").code(), Code::kNotFound);
  EXPECT_EQ(AlreadyExists("x").code(), Code::kAlreadyExists);
  EXPECT_EQ(Unsupported("x").code(), Code::kUnsupported);
  EXPECT_EQ(Unprocessable("x").code(), Code::kUnprocessable);
  EXPECT_EQ(TooLarge("x").code(), Code::kTooLarge);
  EXPECT_EQ(ResourceExhausted("x").code(), Code::kResourceExhausted);
  EXPECT_EQ(Unavailable("x").code(), Code::kUnavailable);
  EXPECT_EQ(IoError("x").code(), Code::kIo);
  EXPECT_EQ(Internal("x").code(), Code::kInternal);
}

Result<std::unique_ptr<int>> Half(int number) {
  if (number % 2 != 0) return std::unexpected(InvalidArgument("Odd."));
  return std::make_unique<int>(number / 2);
}
Result<int> Quarter(int number) {
  CUTLINE_ASSIGN_OR_RETURN(const std::unique_ptr<int> half, Half(number));
  CUTLINE_ASSIGN_OR_RETURN(const std::unique_ptr<int> quarter, Half(*half));
  return *quarter;
}
Status IsEven(int number) {
  CUTLINE_ASSIGN_OR_RETURN(const auto half, Half(number));
  return {};
}
Status AreEven(int a, int b, int& asked) {
  ++asked;
  CUTLINE_RETURN_IF_ERROR(IsEven(a));
  ++asked;
  CUTLINE_RETURN_IF_ERROR(IsEven(b));
  ++asked;
  return {};
}

TEST(Macros, HandOnTheFirstFailureAndMoveValuesOut) {
  EXPECT_EQ(Quarter(12), 3);
  ASSERT_FALSE(Quarter(6).has_value());
  EXPECT_EQ(Quarter(6).error().ToString(), "invalid-argument: Odd.");
  int asked = 0;
  EXPECT_TRUE(AreEven(2, 4, asked).ok());
  EXPECT_EQ(asked, 3);
  asked = 0;
  EXPECT_EQ(AreEven(2, 3, asked).code(), Code::kInvalidArgument);
  EXPECT_EQ(asked, 2);
}

}  // namespace
}  // namespace cutline
