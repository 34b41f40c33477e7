#include "inference/model_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "base/hash.h"
#include "inference/fake_engine.h"
#include "inference/testing/tiny_network.h"
#include "models/testing/temp_dir.h"

namespace cutline::inference {
namespace {

using models::testing::TempDir;

constexpr std::string_view kToml = R"(
[[model]]
name = "small"
task = "remove"
title = "Small"
title_zh = "小"
file = "small.onnx"
sha256 = "@SHA@"
input = { width = 4, height = 4, mean = [0, 0, 0], deviation = [1, 1, 1], scale = "maximum" }
output = "minmax"
licence = "Apache-2.0"
commercial_use = true
get = "make models MODELS=small"

[[model.precision]]
precision = "f32"
cpu = "amx"
images_per_second = 2.0

[[model.precision]]
precision = "f16"
cpu = "amx"
mae_mean = 0.001
mae_max = 0.002
iou_mean = 0.99
iou_min = 0.98
images_per_second = 8.0
)";

class ModelPoolTest : public ::testing::Test {
 protected:
  static models::Catalogue MakeCatalogue() {
    std::string toml(kToml);
    toml.replace(toml.find("@SHA@"), 5, Sha256Hex(AsBytes(testing::TinyOnnx())));
    auto catalogue = models::Catalogue::Parse(toml);
    if (!catalogue) throw std::runtime_error(catalogue.error().ToString());
    return std::move(*catalogue);
  }
  void PutWeights() { home_.Write("models/small/small.onnx", testing::TinyOnnx()); }
  static models::ModelEntry Entry(const std::string& name) {
    models::ModelEntry entry;
    entry.name = name;
    entry.file = name + ".onnx";
    entry.input = {.width = 4, .height = 4};
    return entry;
  }

  TempDir home_;
  std::function<Status(const LoadOptions&)> on_load_;
  FakeEngine engine_{
      {.precisions = {Precision::kF32, Precision::kF16},
       .on_load = [this](const LoadOptions& o) { return on_load_ ? on_load_(o) : Status(); }}};
  const models::Catalogue catalogue_ = MakeCatalogue();
  const models::Store store_{{.home = home_.path(), .legacy_home = {}}};
  const CalibrationStore calibrations_{home_.path(), "1", "amx"};
  ModelPool pool_{engine_,
                  catalogue_,
                  store_,
                  calibrations_,
                  {.threads = 2, .cache_dir = home_.path() / "compiled"}};
};

TEST_F(ModelPoolTest, LoadsByThePlanAndTheEntry) {
  PutWeights();
  LoadOptions seen;
  on_load_ = [&](const LoadOptions& options) {
    seen = options;
    return Status();
  };
  const auto model = pool_.Get("small", "auto");
  ASSERT_TRUE(model) << model.error().ToString();
  EXPECT_EQ((*model)->choice.precision, Precision::kF16);
  EXPECT_EQ((*model)->network->precision(), Precision::kF16);
  EXPECT_EQ((*model)->choice.measured->mae_mean, 0.001);
  EXPECT_EQ((*model)->entry.name, "small");
  EXPECT_EQ(seen.model, home_.path() / "models/small/small.onnx");
  EXPECT_EQ(seen.sha256, Sha256Hex(AsBytes(testing::TinyOnnx())));
  EXPECT_EQ(seen.threads, 2);
  EXPECT_EQ(seen.input_shape, (Shape{1, 3, 4, 4}));
  EXPECT_EQ(seen.cache_dir, home_.path() / "compiled");
}

TEST_F(ModelPoolTest, FirstRequestsThatMeetShareOneLoad) {
  PutWeights();
  std::latch together(8);
  std::vector<std::shared_ptr<LoadedModel>> models(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < models.size(); ++i) {
      threads.emplace_back([&, i] {
        together.arrive_and_wait();
        auto model = pool_.Get("small", "f32");
        ASSERT_TRUE(model);
        models[i] = *model;
      });
    }
  }
  EXPECT_EQ(engine_.loads(), 1);
  for (const auto& model : models) EXPECT_EQ(model, models[0]);
}

TEST_F(ModelPoolTest, WishesThatComeToOnePrecisionShareTheNetwork) {
  PutWeights();
  const auto automatic = pool_.Get("small", "auto");
  const auto named = pool_.Get("small", "f16");
  const auto other = pool_.Get("small", "f32");
  ASSERT_TRUE(automatic && named && other);
  EXPECT_EQ((*automatic)->network, (*named)->network);
  EXPECT_NE((*automatic)->choice.reason, (*named)->choice.reason);
  EXPECT_NE((*automatic)->network, (*other)->network);
  EXPECT_EQ(engine_.loads(), 2);
  const auto loaded = pool_.loaded();
  ASSERT_EQ(loaded.size(), 2U);
  EXPECT_EQ(loaded[0].precision, Precision::kF32);
  EXPECT_EQ(loaded[1].precision, Precision::kF16);
}

TEST_F(ModelPoolTest, FallsBackAndSaysSo) {
  PutWeights();
  const auto model = pool_.Get("small", "bf16");
  ASSERT_TRUE(model);
  EXPECT_EQ((*model)->network->precision(), Precision::kF32);
  EXPECT_NE((*model)->choice.reason.find("bf16 was asked for"), std::string::npos);
}

TEST_F(ModelPoolTest, TriesAgainAfterAFailure) {
  PutWeights();
  bool broken = true;
  on_load_ = [&](const LoadOptions&) { return broken ? Internal("Out of luck.") : Status(); };
  EXPECT_EQ(pool_.Get("small", "auto").error().code(), Code::kInternal);
  EXPECT_TRUE(pool_.loaded().empty());
  broken = false;
  EXPECT_TRUE(pool_.Get("small", "auto"));
  EXPECT_EQ(engine_.loads(), 2);
}

TEST_F(ModelPoolTest, OtherModelsAreServedWhileOneLoads) {
  PutWeights();
  ASSERT_TRUE(pool_.AddCustom(Entry("mine"), home_.Write("mine.onnx", testing::TinyOnnx())).ok());
  ASSERT_TRUE(pool_.Get("mine", "f32"));
  std::latch started(1);
  std::latch release(1);
  on_load_ = [&](const LoadOptions&) {
    started.count_down();
    release.wait();
    return Status();
  };
  std::jthread slow([&] { EXPECT_TRUE(pool_.Get("small", "f32")); });
  started.wait();
  EXPECT_TRUE(pool_.Get("mine", "f32"));
  EXPECT_TRUE(pool_.Check("small").ok());
  EXPECT_EQ(pool_.loaded().size(), 1U);
  release.count_down();
}

TEST_F(ModelPoolTest, MissingWeightsAreRefusedWithTheCommandThatGetsThem) {
  const Status check = pool_.Check("small");
  EXPECT_EQ(check.code(), Code::kUnavailable);
  EXPECT_NE(check.hint().en.find("make models MODELS=small"), std::string::npos) << check.hint().en;
  EXPECT_EQ(pool_.Get("small", "auto").error().code(), Code::kUnavailable);
  EXPECT_EQ(pool_.Plan("small", "auto").error().code(), Code::kUnavailable);
  PutWeights();  // and then it works without a restart
  EXPECT_TRUE(pool_.Check("small").ok());
  EXPECT_TRUE(pool_.Get("small", "auto"));
}

TEST_F(ModelPoolTest, DamagedWeightsAreRefused) {
  std::string damaged = testing::TinyOnnx();
  damaged[20] ^= 1;
  home_.Write("models/small/small.onnx", damaged);
  EXPECT_EQ(pool_.Get("small", "auto").error().code(), Code::kUnavailable);
  EXPECT_EQ(engine_.loads(), 0);
}

TEST_F(ModelPoolTest, UnknownNamesAreRefusedWithTheNearest) {
  for (const Status& status : {pool_.Check("smal"), pool_.Get("smal", "auto").error(),
                               pool_.Plan("smal", "auto").error()}) {
    EXPECT_EQ(status.code(), Code::kInvalidArgument);
    EXPECT_EQ(status.field(), "model");
    EXPECT_NE(status.hint().en.find("small"), std::string::npos) << status.hint().en;
  }
}

TEST_F(ModelPoolTest, UnknownPrecisionsAreRefused) {
  PutWeights();
  EXPECT_EQ(pool_.Get("small", "f8").error().field(), "precision");
  EXPECT_EQ(pool_.Plan("small", "f8").error().field(), "precision");
  EXPECT_EQ(engine_.loads(), 0);
}

TEST_F(ModelPoolTest, ALoadedModelNeedsItsFileNoMore) {
  PutWeights();
  ASSERT_TRUE(pool_.Get("small", "auto"));
  std::filesystem::remove_all(home_.path() / "models");
  EXPECT_TRUE(pool_.Check("small").ok());
  EXPECT_TRUE(pool_.Plan("small", "auto"));
  EXPECT_TRUE(pool_.Get("small", "auto"));
}

TEST_F(ModelPoolTest, PlansWithoutLoading) {
  PutWeights();
  const auto plan = pool_.Plan("small", "auto");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->precision, Precision::kF16);
  EXPECT_EQ(engine_.loads(), 0);
}

TEST_F(ModelPoolTest, ThisMachinesCalibrationWins) {
  PutWeights();
  const std::vector<models::PrecisionRow> rows = {
      {.precision = "f32", .cpu = "amx", .images_per_second = 2},
      {.precision = "f16",
       .cpu = "amx",
       .mae_mean = 0.02,
       .iou_mean = 0.9,
       .images_per_second = 8}};
  ASSERT_TRUE(calibrations_.Save("small", Sha256Hex(AsBytes(testing::TinyOnnx())), rows).ok());
  EXPECT_EQ(pool_.Plan("small", "auto")->precision, Precision::kF32);
}

TEST_F(ModelPoolTest, RunsCustomModels) {
  ASSERT_TRUE(pool_.AddCustom(Entry("mine"), home_.Write("mine.onnx", testing::TinyOnnx())).ok());
  EXPECT_TRUE(pool_.Check("mine").ok());
  const auto model = pool_.Get("mine", "auto");
  ASSERT_TRUE(model) << model.error().ToString();
  EXPECT_EQ((*model)->network->precision(), Precision::kF32);  // f16 was never measured
}

TEST_F(ModelPoolTest, CustomNamesMustBeFree) {
  EXPECT_EQ(pool_.AddCustom(Entry("small"), "x.onnx").code(), Code::kAlreadyExists);
  ASSERT_TRUE(pool_.AddCustom(Entry("mine"), "x.onnx").ok());
  EXPECT_EQ(pool_.AddCustom(Entry("mine"), "y.onnx").code(), Code::kAlreadyExists);
}

TEST_F(ModelPoolTest, CustomFilesThatAreAbsentOrNoModelAreRefused) {
  ASSERT_TRUE(pool_.AddCustom(Entry("gone"), home_.path() / "gone.onnx").ok());
  EXPECT_EQ(pool_.Check("gone").code(), Code::kNotFound);
  EXPECT_EQ(pool_.Get("gone", "auto").error().code(), Code::kNotFound);
  ASSERT_TRUE(
      pool_.AddCustom(Entry("page"), home_.Write("page.onnx", "<html>not found</html>")).ok());
  EXPECT_EQ(pool_.Get("page", "auto").error().code(), Code::kUnprocessable);
}

}  // namespace
}  // namespace cutline::inference
