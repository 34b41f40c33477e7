#include "models/onnx_check.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "models/testing/onnx_builder.h"
#include "models/testing/temp_dir.h"

namespace cutline::models {
namespace {

using testing::Bytes;
using testing::ExternalTensor;
using testing::Number;
using testing::Onnx;
using testing::Tensor;
using testing::ValueInfo;

class OnnxCheck : public ::testing::Test {
 protected:
  Result<OnnxSummary> Check(const std::string& content) {
    return CheckOnnx(dir_.Write("m.onnx", content));
  }

  // The English sentence of the refusal.
  std::string Refusal(const std::string& content) {
    const auto summary = Check(content);
    if (summary) return "accepted";
    EXPECT_EQ(summary.error().code(), Code::kUnprocessable) << summary.error().ToString();
    EXPECT_FALSE(summary.error().sentence().zh.empty());
    return summary.error().sentence().en;
  }

  testing::TempDir dir_;
};

TEST_F(OnnxCheck, ReadsTheInputThatIsNoWeight) {
  const auto summary = Check(Onnx({.input_shape = {1, 3, 320, 640}}));
  ASSERT_TRUE(summary.has_value()) << summary.error().ToString();
  EXPECT_EQ(summary->input_shape, (std::vector<std::int64_t>{1, 3, 320, 640}));
  EXPECT_EQ(summary->inputs, 1);
  EXPECT_EQ(summary->outputs, 1);
}

TEST_F(OnnxCheck, ShowsFreeDimensionsAsMinusOne) {
  const auto summary = Check(Onnx({.input_shape = {-1, 3, -1, -1}}));
  ASSERT_TRUE(summary.has_value()) << summary.error().ToString();
  EXPECT_EQ(summary->input_shape, (std::vector<std::int64_t>{-1, 3, -1, -1}));
}

TEST_F(OnnxCheck, StepsOverLargeWeights) {
  EXPECT_TRUE(Check(Onnx({.weights = 1'000'000})).has_value());
}

TEST_F(OnnxCheck, KnowsWeightsOfSparseInitializersAmongTheInputs) {
  const std::string extra = Bytes(15, Bytes(1, Tensor("s", 4)) + Bytes(2, Tensor("", 4))) +
                            Bytes(11, ValueInfo("s", {4}));
  const auto summary = Check(Onnx({.extra_in_graph = extra}));
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(summary->inputs, 1);
}

TEST_F(OnnxCheck, AcceptsTfliteByItsMagic) {
  const auto summary = Check(std::string("\x1c\0\0\0TFL3", 8) + std::string(64, '\0'));
  ASSERT_TRUE(summary.has_value());
  EXPECT_TRUE(summary->tflite);
}

TEST_F(OnnxCheck, RefusesWhatDownloadsBringInstead) {
  EXPECT_EQ(Refusal(""), "The file is empty.");
  EXPECT_EQ(Refusal("\n <!DOCTYPE html><html>"), "The file is a web page, not a model.");
  EXPECT_EQ(Refusal("<HTML><body>404"), "The file is a web page, not a model.");
  EXPECT_EQ(Refusal("<?xml version='1.0'?><Error/>"), "The file is XML, not a model.");
  EXPECT_EQ(Refusal("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 4\n"),
            "The file is a Git LFS pointer, not the model that it points to.");
  EXPECT_EQ(Refusal("{\"error\": \"not found\"}"), "The file is JSON, not a model.");
  EXPECT_EQ(Refusal("Not Found"), "The file is text, not a model.");
  EXPECT_NE(Refusal(std::string("PK\3\4\0\0", 6)).find("archive"), std::string::npos);
}

TEST_F(OnnxCheck, RefusesOtherBinaryFiles) {
  const std::string sentence = "The file is neither an ONNX nor a TFLite model.";
  EXPECT_EQ(Refusal(std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)), sentence);
  EXPECT_EQ(Refusal(std::string("\xff\xd8\xff\xe0\0\x10JFIF\0", 11)), sentence);
  EXPECT_EQ(Refusal(std::string(1000, '\0')), sentence);
  EXPECT_EQ(Refusal(Number(1, 8) + Bytes(2, "no graph")), sentence);
}

TEST_F(OnnxCheck, TellsHowMuchOfATruncatedFileIsMissing) {
  const std::string whole = Onnx({.weights = 10'000});
  EXPECT_EQ(Refusal(whole.substr(0, 20'480)).substr(0, 34), "The file is cut short: it ends at ");
}

TEST_F(OnnxCheck, RefusesANetworkWithoutOutput) {
  EXPECT_EQ(Refusal(Number(1, 8) + Bytes(7, Bytes(11, ValueInfo("x", {1, 3, 4, 4})))),
            "The network in the file has no input or no output.");
}

// Every place where the format lets a tensor stand may name an external file.
TEST_F(OnnxCheck, RefusesExternalDataWhereverItHides) {
  const std::string tensor = ExternalTensor("w");
  const std::string node_with_tensor = Bytes(1, Bytes(5, Bytes(5, tensor)));
  const std::vector<std::pair<const char*, std::string>> graphs = {
      {"initializer", Bytes(5, tensor)},
      {"sparse values", Bytes(15, Bytes(1, tensor))},
      {"sparse indices", Bytes(15, Bytes(2, tensor))},
      {"node attribute", node_with_tensor},
      {"list of tensors", Bytes(1, Bytes(5, Bytes(10, tensor)))},
      {"sparse attribute", Bytes(1, Bytes(5, Bytes(22, Bytes(1, tensor))))},
      {"sparse attributes", Bytes(1, Bytes(5, Bytes(23, Bytes(1, tensor))))},
      {"subgraph", Bytes(1, Bytes(5, Bytes(6, Bytes(5, tensor))))},
      {"subgraphs", Bytes(1, Bytes(5, Bytes(11, node_with_tensor)))},
  };
  const std::string reason = "The model keeps its weights in other files";
  for (const auto& [where, extra] : graphs) {
    EXPECT_EQ(Refusal(Onnx({.extra_in_graph = extra})).substr(0, reason.size()), reason) << where;
  }
  const std::vector<std::pair<const char*, std::string>> models = {
      {"function", Bytes(25, Bytes(7, Bytes(5, Bytes(5, tensor))))},
      {"function attribute", Bytes(25, Bytes(11, Bytes(5, tensor)))},
      {"training", Bytes(20, Bytes(1, Bytes(5, tensor)))},
      {"training algorithm", Bytes(20, Bytes(2, Bytes(5, tensor)))},
      {"second graph", Bytes(7, Bytes(5, tensor))},
  };
  for (const auto& [where, extra] : models) {
    EXPECT_EQ(Refusal(Onnx({.extra_in_model = extra})).substr(0, reason.size()), reason) << where;
  }
  EXPECT_EQ(Refusal(Onnx({.extra_in_graph = Bytes(5, Number(14, 1))})).substr(0, reason.size()),
            reason);
  EXPECT_EQ(Refusal(Onnx({.extra_in_graph = Bytes(5, Bytes(13, ""))})).substr(0, reason.size()),
            reason);
}

TEST_F(OnnxCheck, RefusesEndlessNesting) {
  std::string graph = Bytes(2, "g");
  for (int i = 0; i < 200; ++i) graph = Bytes(1, Bytes(5, Bytes(6, graph)));
  EXPECT_EQ(Refusal(Onnx({.extra_in_graph = graph})),
            "The file is damaged: its parts are nested too deeply.");
}

TEST_F(OnnxCheck, RefusesAFieldThatOverrunsItsMessage) {
  // A node that claims 100 bytes in a graph that has fewer, with enough file behind it.
  const std::string graph = std::string("\x0a\x64", 2);
  EXPECT_EQ(Refusal(Number(1, 8) + Bytes(7, graph) + Bytes(6, std::string(200, '\1'))),
            "The file is damaged: its parts do not fit together.");
}

TEST_F(OnnxCheck, SurvivesEveryTruncationAndEveryChangedByte) {
  const std::string whole = Onnx(
      {.weights = 4, .extra_in_graph = Bytes(1, Bytes(5, Bytes(6, Bytes(5, Tensor("z", 2)))))});
  const auto path = dir_.Write("m.onnx", whole);
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  int refused = 0;
  const auto expect_an_answer = [&] {
    const auto summary = CheckOnnx(path);
    if (summary) return;
    ++refused;
    EXPECT_EQ(summary.error().code(), Code::kUnprocessable);
  };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int change = 1; change < 256; ++change) {
      const char bad = static_cast<char>(whole[at] ^ change);
      ASSERT_EQ(::pwrite(fd, &bad, 1, static_cast<off_t>(at)), 1);
      expect_an_answer();
    }
    ASSERT_EQ(::pwrite(fd, &whole[at], 1, static_cast<off_t>(at)), 1);
  }
  EXPECT_TRUE(CheckOnnx(path).has_value());
  EXPECT_GT(refused, 0);
  for (std::size_t size = whole.size(); size-- > 0;) {
    ASSERT_EQ(::ftruncate(fd, static_cast<off_t>(size)), 0);
    expect_an_answer();
  }
  ::close(fd);
}

TEST_F(OnnxCheck, RefusesPathsThatAreNoFile) {
  EXPECT_EQ(CheckOnnx(dir_.path() / "absent.onnx").error().code(), Code::kNotFound);
  EXPECT_EQ(CheckOnnx(dir_.path()).error().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace cutline::models
