#include "models/catalogue.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

namespace cutline::models {
namespace {

const std::string kModel = R"([[model]]
name = "a"
task = "remove"
title = "A"
file = "a.onnx"
md5 = "60024c5c889badc19c04ad937298a77b"
input = { width = 320, height = 240, mean = [0.5, 0.5, 0.5], deviation = [1, 1, 1], scale = "255" }
output = "minmax"
licence = "MIT"
commercial_use = true
get = "cutline models pull a"
)";

// kModel with the line that starts with `key` replaced.
std::string With(std::string_view key, std::string_view line) {
  std::string text = kModel;
  const std::size_t at = text.find("\n" + std::string(key)) + 1;
  return text.replace(at, text.find('\n', at) - at, line);
}

std::string Refusal(const std::string& toml) {
  const auto catalogue = Catalogue::Parse(toml);
  if (catalogue) return "accepted";
  EXPECT_EQ(catalogue.error().code(), Code::kInvalidArgument);
  return catalogue.error().sentence().en;
}

TEST(Catalogue, BuiltInHasEveryModelOfTheReference) {
  const Catalogue catalogue = Catalogue::BuiltIn();
  for (const char* name : {"u2net",
                           "u2netp",
                           "u2net_human_seg",
                           "u2net_cloth_seg",
                           "silueta",
                           "isnet-general-use",
                           "isnet-anime",
                           "birefnet-general",
                           "birefnet-general-lite",
                           "birefnet-portrait",
                           "birefnet-dis",
                           "birefnet-hrsod",
                           "birefnet-cod",
                           "birefnet-massive",
                           "birefnet-general-fp16",
                           "bria-rmbg",
                           "sam",
                           "sam-decoder",
                           "ppocr-v4-det",
                           "ppocr-v4",
                           "ppocr-cls",
                           "ppocr-v5-det",
                           "ppocr-v5",
                           "ppocr-v6-det",
                           "ppocr-v6",
                           "crnn"}) {
    EXPECT_TRUE(catalogue.Find(name).has_value()) << name;
  }
  const auto of = [&](std::string_view task) {
    return std::ranges::count(catalogue.entries(), task, &ModelEntry::task);
  };
  EXPECT_EQ(of("remove"), 18);
  EXPECT_EQ(of("ocr"), 8);
}

TEST(Catalogue, BuiltInEntriesAreComplete) {
  const Catalogue catalogue = Catalogue::BuiltIn();
  for (const ModelEntry& entry : catalogue.entries()) {
    EXPECT_FALSE(entry.title_zh.empty()) << entry.name;
    EXPECT_EQ(entry.licence_note.empty(), entry.licence_note_zh.empty()) << entry.name;
    EXPECT_TRUE(entry.commercial_use || !entry.licence_note.empty()) << entry.name;
    // Whatever can be fetched can be checked.
    EXPECT_TRUE(entry.url.empty() || !entry.sha256.empty() || !entry.md5.empty()) << entry.name;
    std::set<std::string> rows;
    for (const PrecisionRow& row : entry.precisions) {
      EXPECT_TRUE(rows.insert(row.precision + "/" + row.cpu).second) << entry.name;
    }
  }
}

TEST(Catalogue, KnowsTheDefaultModelExactly) {
  const Catalogue catalogue = Catalogue::BuiltIn();
  const ModelEntry& entry = **catalogue.Find("u2netp");
  EXPECT_EQ(entry.bytes, 4574861U);
  EXPECT_EQ(entry.sha256, "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8");
  EXPECT_EQ(entry.input.width, 320);
  EXPECT_FLOAT_EQ(entry.input.mean[2], 0.406F);
  EXPECT_FLOAT_EQ(entry.input.deviation[0], 0.229F);
  EXPECT_TRUE(entry.input.scale_by_maximum);
  EXPECT_EQ(entry.get, "make models MODELS=u2netp");
  ASSERT_FALSE(entry.precisions.empty());
  EXPECT_EQ(entry.precisions[1].precision, "f16");
  EXPECT_DOUBLE_EQ(entry.precisions[1].mae_mean, 0.0018);
}

TEST(Catalogue, AcceptsBothPublishedFilesOfIsNet) {
  const Catalogue catalogue = Catalogue::BuiltIn();
  const auto accepted = (*catalogue.Find("isnet-general-use"))->Accepted();
  ASSERT_EQ(accepted.size(), 2U);
  EXPECT_EQ(accepted[0].bytes, 88188479U);
  EXPECT_EQ(accepted[1].md5, "fc16ebd8b0c10d971d3513d564d01e29");
}

TEST(Catalogue, NamesTheNearestModel) {
  const Catalogue catalogue = Catalogue::BuiltIn();
  const auto missing = catalogue.Find("u2nepp");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code(), Code::kInvalidArgument);
  EXPECT_EQ(missing.error().field(), "model");
  EXPECT_EQ(missing.error().hint().en, "Did you mean “u2netp”?");
  EXPECT_NE(catalogue.Find("something-else-entirely").error().hint().en.find("silueta"),
            std::string::npos);
}

TEST(Catalogue, ReadsAModel) {
  const auto catalogue = Catalogue::Parse(kModel + R"(
[[model.also]]
sha256 = "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"
note = "another"
[[model.precision]]
precision = "f32"
cpu = "avx2"
images_per_second = 3
)");
  ASSERT_TRUE(catalogue.has_value()) << catalogue.error().ToString();
  const ModelEntry& entry = catalogue->entries().at(0);
  EXPECT_EQ(entry.input.height, 240);
  EXPECT_FALSE(entry.input.scale_by_maximum);
  EXPECT_EQ(entry.also.size(), 1U);
  EXPECT_EQ(entry.precisions.at(0).images_per_second, 3);
}

TEST(Catalogue, RefusesMistakesWithLineAndKey) {
  EXPECT_EQ(Refusal(With("name", "name = 7")),
            "Model catalogue, line 2: model.name must be a text that is not empty.");
  EXPECT_EQ(Refusal(With("file", "")), "Model catalogue, line 1: model.file is missing.");
  EXPECT_EQ(Refusal(With("title", "titel = \"A\"")),
            "Model catalogue, line 1: model.title is missing.");
  EXPECT_EQ(
      Refusal(kModel + "licens = \"MIT\"\n"),
      "Model catalogue, line 12: model.licens is not a known key, perhaps “licence” is meant.");
  EXPECT_EQ(Refusal(With("md5", "md5 = \"XYZ\"")),
            "Model catalogue, line 6: model.md5 must be 32 lower-case hexadecimal digits.");
  EXPECT_EQ(Refusal(With("output", "output = \"softmax\"")),
            "Model catalogue, line 8: model.output is “softmax”, which is unknown.");
  EXPECT_EQ(Refusal(With("commercial_use", "commercial_use = \"yes\"")),
            "Model catalogue, line 10: model.commercial_use must be true or false.");
  EXPECT_EQ(Refusal(With("input",
                         "input = { width = 0, height = 240, mean = [0,0,0], deviation = [1,1,1], "
                         "scale = \"255\" }")),
            "Model catalogue, line 7: model.input.width must be a whole number from 1 to 8192.");
  EXPECT_EQ(
      Refusal(With(
          "input",
          "input = { width = 1, height = 1, mean = [0,0], deviation = [1,1,1], scale = \"255\" }")),
      "Model catalogue, line 7: model.input.mean must be a list of three numbers.");
  EXPECT_EQ(Refusal(With("input",
                         "input = { width = 1, height = 1, mean = [0,0,0], deviation = [1,0,1], "
                         "scale = \"255\" }")),
            "Model catalogue, line 7: model.input.deviation must be above 0.");
  EXPECT_EQ(Refusal("model = 3"), "Model catalogue, line 1: model must be a list of tables.");
}

TEST(Catalogue, RefusesFilesThatLeaveTheirFolder) {
  for (const char* file : {"../a.onnx", "/etc/passwd", "a/b.onnx", ".hidden", "a b"}) {
    EXPECT_NE(Refusal(With("file", fmt::format("file = \"{}\"", file))).find("model.file may hold"),
              std::string::npos)
        << file;
  }
}

TEST(Catalogue, RefusesAnAddressThatCannotBeChecked) {
  const std::string text = With("md5", "url = \"https://example.org/a.onnx\"");
  EXPECT_EQ(Refusal(text), "Model catalogue, line 6: model.url needs sha256 or md5 beside it.");
}

TEST(Catalogue, RefusesAPrecisionWithoutItsError) {
  const std::string row =
      "[[model.precision]]\nprecision = \"f16\"\ncpu = \"avx2\"\nimages_per_second = 3\n";
  EXPECT_EQ(Refusal(kModel + row),
            "Model catalogue, line 12: model.precision.mae_mean is missing.");
}

TEST(Catalogue, WantsOfATextModelItsErrorInCharacters) {
  const std::string row =
      "[[model.precision]]\nprecision = \"f16\"\ncpu = \"avx2\"\nimages_per_second = 3\n";
  const std::string model = With("output", "output = \"text-line\"");
  EXPECT_NE(Refusal(model + row).find("model.precision.cer is missing"), std::string::npos)
      << Refusal(model + row);
}

TEST(Catalogue, RefusesTwoModelsOfOneName) {
  EXPECT_EQ(Refusal(kModel + kModel), "Model catalogue, line 13: model.name “a” is there twice.");
}

TEST(Catalogue, RefusesBrokenTomlWithItsLine) {
  EXPECT_EQ(Refusal("\n\n[[model\n").substr(0, 31), "Model catalogue, line 3: it can");
}

TEST(OutputTreatment, HasANameForEachAndReadsItBack) {
  for (const OutputTreatment treatment :
       {OutputTreatment::kMinMax, OutputTreatment::kClippedMinMax, OutputTreatment::kSigmoidMinMax,
        OutputTreatment::kArgmax, OutputTreatment::kPrompted}) {
    EXPECT_EQ(ParseOutputTreatment(OutputTreatmentName(treatment)).value(), treatment);
  }
  EXPECT_EQ(ParseOutputTreatment("x").error().field(), "output");
}

}  // namespace
}  // namespace cutline::models
