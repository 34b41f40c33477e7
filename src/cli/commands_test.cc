#include "cli/commands.h"

#include <gtest/gtest.h>

#include <set>

#include "cli/testing/fake_program.h"

namespace cutline::cli {
namespace {

void Walk(const std::vector<Command>& commands, const std::function<void(const Command&)>& visit) {
  for (const Command& command : commands) {
    visit(command);
    Walk(command.children, visit);
  }
}

TEST(Commands, HaveUniqueOptionsAndLetters) {
  const testing::FakeProgram program;
  Walk(Commands(program), [](const Command& command) {
    std::set<std::string> names = {"help"};
    std::set<char> letters = {'h'};
    for (const OptionDecl& decl : command.Declarations()) {
      EXPECT_TRUE(names.insert(OptionKey(decl.name)).second) << command.name << " " << decl.name;
      EXPECT_TRUE(decl.letter == 0 || letters.insert(decl.letter).second)
          << command.name << " -" << decl.letter;
    }
  });
}

TEST(Commands, ExplainThemselvesInBothLanguages) {
  const testing::FakeProgram program;
  Walk(Commands(program), [](const Command& command) {
    EXPECT_FALSE(command.summary.en.empty()) << command.name;
    EXPECT_FALSE(command.summary.zh.empty()) << command.name;
    EXPECT_EQ(command.description.en.empty(), command.description.zh.empty()) << command.name;
    EXPECT_FALSE(command.summary.en.ends_with('.')) << command.name;
    EXPECT_EQ(command.children.empty(), static_cast<bool>(command.run)) << command.name;
    for (const OptionDecl& decl : command.own) {
      EXPECT_FALSE(decl.help.empty() || decl.help_zh.empty()) << command.name << " " << decl.name;
    }
  });
}

TEST(Commands, AreFoundByTheirWords) {
  const testing::FakeProgram program;
  const std::vector<Command> commands = Commands(program);
  const std::vector<std::string> words = {"models", "pull", "u2netp"};
  const auto found = FindCommand(commands, words);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->path, "models pull");
  EXPECT_EQ(found->words, 2U);
}

}  // namespace
}  // namespace cutline::cli
