#include "matting/remove_task.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "image/encode.h"
#include "inference/fake_engine.h"
#include "inference/testing/tiny_network.h"
#include "matting/calibrate.h"
#include "matting/remove_options.h"

namespace cutline::matting {
namespace {

using image::Image;

// The task with a fake engine whose mask is the picture's own brightness, under the name
// of a custom model, so that no weights are needed.
class RemoveTaskTest : public testing::Test {
 protected:
  void SetUp() override {
    home_ =
        std::filesystem::path(testing::TempDir()) / fmt::format("cutline_remove_{}", ::getpid());
    const std::filesystem::path file = home_ / "fake.onnx";
    ASSERT_TRUE(WriteFile(file, AsBytes(inference::testing::TinyOnnx({.shape = {1, 3, 32, 32}})),
                          Overwrite::kYes)
                    .ok());
    models::ModelEntry entry;
    entry.name = "fake";
    entry.task = "remove";
    entry.input = {.width = 32, .height = 32};
    ASSERT_TRUE(pool_.AddCustom(entry, file).ok());
    picture_ = std::move(SamplePictures(1, {60, 40}).front());
    file_ = *image::EncodePng(picture_, {});
  }
  void TearDown() override { std::filesystem::remove_all(home_); }

  Result<task::Output> Run(std::initializer_list<std::pair<const char*, const char*>> options) {
    OptionValues values(task_.options());
    for (const auto& [name, value] : options) {
      if (Status status = values.Set(name, value, "test"); !status.ok())
        return std::unexpected(status);
    }
    if (Status status = task_.Check(file_, values); !status.ok()) return std::unexpected(status);
    return task_.Run(file_, values, Context{clock_, {}, cancel_.get_token()});
  }
  Image Decoded(const task::Output& output) {
    return *image::Decode(output.body, {}, Context{clock_, {}, {}});
  }

  const SteadyClock clock_;
  std::stop_source cancel_;
  std::filesystem::path home_;
  inference::FakeEngine engine_{{}};
  models::Catalogue catalogue_ = models::Catalogue::BuiltIn();
  models::Store store_{
      {.home = std::filesystem::path(testing::TempDir()) / "cutline_no_home", .legacy_home = {}}};
  inference::CalibrationStore calibrations_{"/nonexistent", "1", ""};
  inference::ModelPool pool_{engine_, catalogue_, store_, calibrations_, {}};
  RemoveTask task_{pool_, {.default_model = "fake", .limits = {}}};
  Image picture_;
  ByteBuffer file_;
};

TEST_F(RemoveTaskTest, KeepsTheColoursAndSaysWhatItUsed) {
  const auto output = Run({});
  ASSERT_TRUE(output.has_value()) << output.error().ToString();
  EXPECT_EQ(output->media_type, "image/png");
  const Image cutout = Decoded(*output);
  ASSERT_EQ(cutout.channels(), 4);
  ASSERT_EQ(cutout.size(), picture_.size());
  int solid = 0;
  for (std::size_t i = 0; i < picture_.byte_count() / 3; ++i) {
    const std::uint8_t* pixel = cutout.data() + i * 4;
    solid += pixel[3] == 255 ? 1 : 0;
    for (int c = 0; c < 3; ++c) ASSERT_EQ(pixel[c], picture_.data()[i * 3 + c]) << i;
  }
  EXPECT_GT(solid, 0);
  EXPECT_EQ(output->facts.at(0), (std::pair<std::string, std::string>("model", "fake")));
  EXPECT_EQ(output->facts.at(1), (std::pair<std::string, std::string>("precision", "f32")));
  std::vector<std::string_view> stages;
  for (const auto& stage : output->stages) stages.push_back(stage.stage);
  EXPECT_EQ(stages, (std::vector<std::string_view>{"decode", "prepare", "infer", "mask", "compose",
                                                   "encode"}));
}

TEST_F(RemoveTaskTest, MultipliesColoursInTheCompatibilityMode) {
  const Image plain = Decoded(*Run({{"compat", "rembg"}}));
  const Image mask = Decoded(*Run({{"compat", "rembg"}, {"only-mask", "true"}}));
  for (std::size_t i = 0; i < picture_.byte_count() / 3; ++i) {
    for (int c = 0; c < 3; ++c) ASSERT_LE(plain.data()[i * 4 + c], plain.data()[i * 4 + 3] + 1);
    ASSERT_EQ(mask.data()[i * 3], plain.data()[i * 4 + 3]);
  }
}

TEST_F(RemoveTaskTest, PutsASolidColourBehind) {
  const Image flat = Decoded(*Run({{"background", "#ff0000"}}));
  EXPECT_EQ(flat.channels(), 3);
}

TEST_F(RemoveTaskTest, GivesAHardEdgeWhenPostProcessed) {
  const Image mask = Decoded(*Run({{"post-process", "true"}, {"only-mask", "true"}}));
  for (std::size_t i = 0; i < mask.byte_count(); ++i) {
    ASSERT_TRUE(mask.data()[i] == 0 || mask.data()[i] == 255);
  }
}

TEST_F(RemoveTaskTest, WritesWebp) {
  const auto output = Run({{"format", "webp"}, {"lossless", "true"}});
  ASSERT_TRUE(output.has_value());
  EXPECT_EQ(output->media_type, "image/webp");
  EXPECT_EQ(Decoded(*output).channels(), 4);
  ASSERT_TRUE(Run({{"format", "webp"}, {"only-mask", "true"}}).has_value());
}

TEST_F(RemoveTaskTest, RefusesWhatCannotWorkAndNamesTheField) {
  const auto code = [](const Result<task::Output>& output) { return output.error().code(); };
  const auto lossless = Run({{"lossless", "true"}});
  EXPECT_EQ(code(lossless), Code::kInvalidArgument);
  EXPECT_EQ(lossless.error().field(), "lossless");
  EXPECT_EQ(Run({{"background", "rde"}}).error().field(), "background");
  const auto misspelt = Run({{"model", "u2netq"}});
  EXPECT_EQ(code(misspelt), Code::kInvalidArgument);
  EXPECT_EQ(misspelt.error().field(), "model");
  EXPECT_NE(misspelt.error().hint().en.find("u2net"), std::string::npos);
  const auto absent = Run({{"model", "silueta"}});
  EXPECT_EQ(code(absent), Code::kUnavailable);
  EXPECT_NE(absent.error().hint().en.find("cutline models"), std::string::npos)
      << absent.error().hint().en;
  file_ = {'n', 'o', 'p', 'e', '!'};
  EXPECT_EQ(code(Run({})), Code::kUnsupported);
}

TEST_F(RemoveTaskTest, RefusesANetworkWhoseOutputIsNoMask) {
  for (const inference::Shape& shape :
       {inference::Shape{32, 32}, {2, 1, 32, 32}, {1, 0, 32, 32}, {1, 1, 1, 32, 32}}) {
    inference::FakeEngine engine({.output_shape = shape});
    inference::ModelPool pool(engine, catalogue_, store_, calibrations_, {});
    models::ModelEntry entry;
    entry.name = "fake";
    entry.task = "remove";
    entry.input = {.width = 32, .height = 32};
    ASSERT_TRUE(pool.AddCustom(entry, home_ / "fake.onnx").ok());
    const RemoveTask task(pool, {.default_model = "fake", .limits = {}});
    const auto output =
        task.Run(file_, OptionValues(task.options()), Context{clock_, {}, cancel_.get_token()});
    ASSERT_FALSE(output.has_value());
    EXPECT_EQ(output.error().code(), Code::kUnprocessable);
    EXPECT_EQ(output.error().field(), "model");
  }
}

TEST_F(RemoveTaskTest, StopsWhenItsClientLeft) {
  cancel_.request_stop();
  EXPECT_EQ(Run({}).error().code(), Code::kCancelled);
}

}  // namespace
}  // namespace cutline::matting
