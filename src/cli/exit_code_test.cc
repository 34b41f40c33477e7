#include "cli/exit_code.h"

#include <gtest/gtest.h>

#include <set>

namespace cutline::cli {
namespace {

TEST(ExitCode, IsInTheTableForEveryCode) {
  std::set<int> known;
  for (const ExitRow& row : ExitTable()) {
    EXPECT_TRUE(known.insert(static_cast<int>(row.exit)).second);
    EXPECT_FALSE(row.meaning.empty() || row.meaning_zh.empty());
  }
  std::set<int> used;
  for (int code = 0; code <= static_cast<int>(Code::kInternal); ++code) {
    const int exit = static_cast<int>(ExitFor(static_cast<Code>(code)));
    EXPECT_TRUE(known.contains(exit));
    EXPECT_TRUE(used.insert(exit).second)
        << CodeName(static_cast<Code>(code)) << " shares its number";
    EXPECT_EQ(exit == 0, code == 0);
  }
}

}  // namespace
}  // namespace cutline::cli
