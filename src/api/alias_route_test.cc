#include "api/alias_route.h"

#include <gtest/gtest.h>

namespace cutline::api {
namespace {

constexpr std::array<std::string_view, 2> kFormatNames = {"text", "json"};
constexpr std::array kDecls = {
    OptionDecl{.name = "detect", .type = OptionType::kFlag, .fallback = "true", .help = "Find"},
    OptionDecl{
        .name = "format", .type = OptionType::kChoice, .fallback = "text", .choices = kFormatNames},
    OptionDecl{.name = "min-score", .type = OptionType::kNumber, .fallback = "0.5", .max = 1},
};

class OptionsTask final : public task::Task {
 public:
  [[nodiscard]] std::string_view name() const override { return "read"; }
  [[nodiscard]] std::string_view summary() const override { return "Read"; }
  [[nodiscard]] std::string_view summary_zh() const override { return "读"; }
  [[nodiscard]] std::span<const OptionDecl> options() const override { return kDecls; }
  [[nodiscard]] std::span<const task::Format> formats() const override { return {}; }
  [[nodiscard]] Status Check(ByteSpan, const OptionValues&) const override { return {}; }
  [[nodiscard]] Result<task::Output> Run(ByteSpan, const OptionValues&,
                                         const Context&) const override {
    return task::Output{};
  }
};

using Pair = task::Alias::Pair;
constexpr std::array<Pair, 3> kOptions = {
    {{"use_det", "detect"}, {"use_cls", ""}, {"output", "format"}}};
constexpr std::array<Pair, 1> kFixed = {{{"use_rec", "true"}}};
constexpr std::array<Pair, 2> kPresets = {{{"format", "json"}, {"min-score", "0.25"}}};
constexpr task::Alias kAlias{.path = "/read",
                             .file = "image",
                             .base64_file = "data",
                             .options = kOptions,
                             .fixed = kFixed,
                             .presets = kPresets};

class AliasTest : public testing::Test {
 protected:
  // What the pairs, by the alias's names, mean in the task's own.
  Result<OptionValues> Translated(const std::vector<Pair>& pairs) {
    OptionValues theirs(decls_);
    for (const auto& [name, value] : pairs)
      CUTLINE_RETURN_IF_ERROR(theirs.Set(name, value, "test"));
    return Translate(kAlias, theirs, OptionValues(kDecls));
  }
  const OptionsTask task_;
  const std::vector<OptionDecl> decls_ = AliasDecls(task_, kAlias);
};

TEST_F(AliasTest, SetsPresetsBeforeTheRequestsOptions) {
  const auto quiet = Translated({});
  ASSERT_TRUE(quiet) << quiet.error().ToString();
  EXPECT_TRUE(quiet->Flag("detect"));
  EXPECT_EQ(quiet->Text("format"), "json");
  EXPECT_FALSE(quiet->IsDefault("format"));  // so that Accept does not change it
  EXPECT_EQ(quiet->Number("min-score"), 0.25);

  const auto told = Translated(
      {{"use_det", "False"}, {"use_cls", "whatever"}, {"output", "text"}, {"use_rec", "1"}});
  ASSERT_TRUE(told) << told.error().ToString();
  EXPECT_FALSE(told->Flag("detect"));
  EXPECT_EQ(told->Text("format"), "text");
}

TEST_F(AliasTest, RefusesAFixedSwitchThatWasMoved) {
  const auto refused = Translated({{"use_rec", "0"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::kInvalidArgument);
  EXPECT_EQ(refused.error().field(), "use_rec");
}

TEST_F(AliasTest, RefusesInItsOwnWords) {
  EXPECT_EQ(Translated({{"use_det", "perhaps"}}).error().field(), "use_det");
  EXPECT_EQ(Translated({{"detect", "true"}}).error().field(), "detect");  // not a name here
  EXPECT_EQ(Translated({{"use_dt", "true"}}).error().hint().en, "Did you mean “use_det”?");
}

TEST_F(AliasTest, DeclaresItsOptionsForTheDescription) {
  ASSERT_EQ(decls_.size(), 4U);
  EXPECT_EQ(decls_[0].name, "use_det");
  EXPECT_EQ(decls_[0].type, OptionType::kFlag);
  EXPECT_EQ(decls_[0].help, "Find");
  EXPECT_EQ(decls_[2].fallback, "json");  // as preset
}

TEST_F(AliasTest, IsCheckedWhenTheServiceStarts) {
  constexpr std::array<Pair, 1> kWrong = {{{"x", "no-such-option"}}};
  task::Alias wrong = kAlias;
  wrong.options = kWrong;
  EXPECT_DEATH((void)AliasDecls(task_, wrong), "CHECK");
}

}  // namespace
}  // namespace cutline::api
