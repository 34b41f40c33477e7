#include "inference/calibration_store.h"

#include <gtest/gtest.h>

#include "models/testing/temp_dir.h"

namespace cutline::inference {
namespace {

using models::testing::Slurp;
using models::testing::TempDir;

const std::string kSha(64, 'a');

std::vector<models::PrecisionRow> SomeRows() {
  return {{.precision = "f32", .cpu = "avx2", .images_per_second = 3.04},
          {.precision = "f16",
           .cpu = "avx2",
           .mae_mean = 0.0018,
           .mae_max = 0.0051,
           .iou_mean = 0.991,
           .iou_min = 0.972,
           .cer = 0.002,
           .exact_lines = 0.99,
           .images_per_second = 24.5}};
}

class CalibrationStoreTest : public testing::Test {
 protected:
  TempDir folder_;
  CalibrationStore store_{folder_.path(), "2026.4.1", "avx2"};
};

TEST_F(CalibrationStoreTest, GivesBackWhatWasSaved) {
  ASSERT_TRUE(store_.Save("u2netp", kSha, SomeRows()).ok());
  const auto rows = store_.Load("u2netp", kSha);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].precision, "f32");
  EXPECT_EQ(rows[1].cpu, "avx2");
  EXPECT_EQ(rows[1].mae_mean, 0.0018);
  EXPECT_EQ(rows[1].mae_max, 0.0051);
  EXPECT_EQ(rows[1].iou_mean, 0.991);
  EXPECT_EQ(rows[1].iou_min, 0.972);
  EXPECT_EQ(rows[1].cer, 0.002);
  EXPECT_EQ(rows[1].exact_lines, 0.99);
  EXPECT_EQ(rows[1].images_per_second, 24.5);
}

TEST_F(CalibrationStoreTest, HasNothingBeforeTheFirstCalibration) {
  EXPECT_TRUE(store_.Load("u2netp", kSha).empty());
}

TEST_F(CalibrationStoreTest, ReplacesAnEarlierCalibration) {
  ASSERT_TRUE(store_.Save("u2netp", kSha, SomeRows()).ok());
  ASSERT_TRUE(store_.Save("u2netp", kSha, {SomeRows()[0]}).ok());
  EXPECT_EQ(store_.Load("u2netp", kSha).size(), 1U);
}

TEST_F(CalibrationStoreTest, HidesRowsOfAnotherEngineCpuOrFile) {
  ASSERT_TRUE(store_.Save("u2netp", kSha, SomeRows()).ok());
  EXPECT_TRUE(CalibrationStore(folder_.path(), "2026.5.0", "avx2").Load("u2netp", kSha).empty());
  EXPECT_TRUE(
      CalibrationStore(folder_.path(), "2026.4.1", "avx2 amx_bf16").Load("u2netp", kSha).empty());
  // The same first eight characters, so the same file name.
  std::string other_file = kSha;
  other_file.back() = 'b';
  EXPECT_TRUE(store_.Load("u2netp", other_file).empty());
  EXPECT_TRUE(store_.Load("other", kSha).empty());
}

TEST_F(CalibrationStoreTest, TakesDamagedFilesAsNone) {
  ASSERT_TRUE(store_.Save("u2netp", kSha, SomeRows()).ok());
  const auto path = store_.PathOf("u2netp", kSha);
  const std::string good = Slurp(path);
  const std::vector<std::pair<std::string, std::string>> damages = {
      {"0.991", "\"0.991\""},
      {"\"f16\"", "16"},
      {"\"rows\":[", "\"rows\":[7,"},
      {"\"format\":2", "\"format\":\"1\""},
      {"\"mae_max\":", "\"mae_least\":"}};
  for (const auto& [part, instead] : damages) {
    std::string bad = good;
    const auto at = bad.find(part == "0.991" ? "9.91E-1" : part);
    ASSERT_NE(at, std::string::npos) << part << " in " << good;
    bad.replace(at, part == "0.991" ? 7 : part.size(), instead);
    folder_.Write(path, bad);
    EXPECT_TRUE(store_.Load("u2netp", kSha).empty()) << bad;
  }
  for (const std::string& bad : {std::string(), good.substr(0, good.size() / 2), std::string("[]"),
                                 std::string("\0\1", 2)}) {
    folder_.Write(path, bad);
    EXPECT_TRUE(store_.Load("u2netp", kSha).empty()) << bad;
  }
}

TEST_F(CalibrationStoreTest, KeepsOddNamesInsideItsFolder) {
  ASSERT_TRUE(store_.Save("../../etc/net (2).onnx", kSha, SomeRows()).ok());
  EXPECT_EQ(store_.PathOf("../../etc/net (2).onnx", kSha).parent_path(),
            folder_.path() / "calibration");
  EXPECT_EQ(store_.Load("../../etc/net (2).onnx", kSha).size(), 2U);
}

TEST_F(CalibrationStoreTest, WantsAHash) {
  EXPECT_EQ(store_.Save("u2netp", "", SomeRows()).code(), Code::kInvalidArgument);
  EXPECT_TRUE(store_.Load("u2netp", "").empty());
}

TEST_F(CalibrationStoreTest, SaysWhenItCantWrite) {
  folder_.Write("calibration", "a file where the folder would be");
  EXPECT_EQ(store_.Save("u2netp", kSha, SomeRows()).code(), Code::kIo);
}

}  // namespace
}  // namespace cutline::inference
