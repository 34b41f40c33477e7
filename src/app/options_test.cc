#include "app/options.h"

#include <gtest/gtest.h>

#include <set>

#include "app/tasks.h"

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

// A task's command takes its own options and the program's, so they must not meet.
TEST(Options, DoNotMeetThoseOfTasks) {
  for (const cli::TaskSummary& task : TaskSummaries()) {
    std::set<std::string> keys = {"help", "output", "force", "json", "quiet"};
    std::set<char> letters = {'h', 'o'};
    const auto add = [&](const OptionDecl& decl) {
      EXPECT_TRUE(keys.insert(OptionKey(decl.name)).second) << task.name << " --" << decl.name;
      EXPECT_TRUE(decl.letter == 0 || letters.insert(decl.letter).second)
          << task.name << " -" << decl.letter;
    };
    for (const OptionDecl& decl : task.options) add(decl);
    for (const OptionDecl& decl : GlobalOptions()) add(decl);
  }
}

}  // namespace
}  // namespace cutline::app
