#include "app/options.h"

#include <gtest/gtest.h>

#include <set>

namespace cutline::app {
namespace {

TEST(Options, AreTheGlobalOnesThenTheServersOwn) {
  EXPECT_EQ(GlobalOptions().size() + ServerOptions().size(), ProgramOptions().size());
  EXPECT_EQ(ProgramOptions().front().name, GlobalOptions().front().name);
  EXPECT_EQ(ProgramOptions().back().name, ServerOptions().back().name);
}

TEST(Options, HaveUniqueNamesValidDefaultsAndHelpInBothLanguages) {
  std::set<std::string> keys;
  for (const OptionDecl& decl : ProgramOptions()) {
    EXPECT_TRUE(keys.insert(OptionKey(decl.name)).second) << decl.name;
    EXPECT_FALSE(decl.help.empty() || decl.help_zh.empty()) << decl.name;
    EXPECT_FALSE(decl.help.ends_with('.')) << decl.name;
    EXPECT_TRUE(decl.fallback.empty() || ParseOption(decl, decl.fallback).has_value()) << decl.name;
  }
}

}  // namespace
}  // namespace cutline::app
