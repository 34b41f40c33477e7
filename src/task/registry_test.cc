#include <gtest/gtest.h>

#include "task/task.h"

namespace cutline::task {
namespace {

class NamedTask final : public Task {
 public:
  explicit NamedTask(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  std::string_view summary() const override { return "Does nothing"; }
  std::string_view summary_zh() const override { return "什么也不做"; }
  std::span<const OptionDecl> options() const override { return {}; }
  std::span<const Format> formats() const override { return {}; }
  Status Check(ByteSpan, const OptionValues&) const override { return {}; }
  Result<Output> Run(ByteSpan, const OptionValues&, const Context&) const override {
    return Output{};
  }

 private:
  std::string name_;
};

Registry Tasks(const std::vector<std::string>& names) {
  Registry registry;
  for (const std::string& name : names) registry.Add(std::make_unique<NamedTask>(name));
  return registry;
}

TEST(Registry, FindsATaskByItsName) {
  const Registry registry = Tasks({"remove", "ocr"});
  const auto task = registry.Find("ocr");
  ASSERT_TRUE(task.has_value());
  EXPECT_EQ((*task)->name(), "ocr");
}

TEST(Registry, ListsItsTasksByName) {
  const Registry registry = Tasks({"remove", "ocr", "upscale"});
  std::vector<std::string_view> names;
  for (const Task* task : registry.all()) names.push_back(task->name());
  EXPECT_EQ(names, (std::vector<std::string_view>{"ocr", "remove", "upscale"}));
}

TEST(Registry, NamesTheNearestTaskInBothLanguages) {
  const auto task = Tasks({"remove", "ocr"}).Find("remvoe");
  ASSERT_FALSE(task.has_value());
  EXPECT_EQ(task.error().code(), Code::kNotFound);
  EXPECT_EQ(task.error().sentence().en, "There is no task “remvoe”.");
  EXPECT_EQ(task.error().sentence().zh, "没有名为“remvoe”的任务。");
  EXPECT_EQ(task.error().hint().en, "Did you mean “remove”?");
  EXPECT_EQ(task.error().hint().zh, "是否想写“remove”？");
}

TEST(Registry, ListsTheTasksWhenNoneIsNear) {
  const auto task = Tasks({"remove", "ocr"}).Find("translate");
  ASSERT_FALSE(task.has_value());
  EXPECT_EQ(task.error().hint().en, "The tasks are: ocr, remove.");
  EXPECT_EQ(task.error().hint().zh, "可用任务：ocr、remove。");
}

TEST(Registry, AnswersAlsoWhenEmpty) {
  const auto task = Registry().Find("remove");
  ASSERT_FALSE(task.has_value());
  EXPECT_EQ(task.error().code(), Code::kNotFound);
  EXPECT_TRUE(task.error().hint().empty());
}

TEST(Registry, DoesNotRepeatAVeryLongName) {
  const auto task = Tasks({"remove"}).Find(std::string(1'000'000, 'x'));
  ASSERT_FALSE(task.has_value());
  EXPECT_LT(task.error().sentence().en.size(), 100U);
}

TEST(RegistryDeathTest, TakesEachNameOnce) {
  Registry registry = Tasks({"remove"});
  EXPECT_DEATH(registry.Add(std::make_unique<NamedTask>("remove")), "CHECK");
  EXPECT_DEATH(registry.Add(nullptr), "CHECK");
}

}  // namespace
}  // namespace cutline::task
