#include "inference/openvino/openvino_engine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "base/cpu.h"
#include "base/hash.h"
#include "inference/testing/tiny_network.h"
#include "inference/testing/tiny_tflite.h"
#include "models/testing/temp_dir.h"

namespace cutline::inference {
namespace {

namespace fs = std::filesystem;
using models::testing::Slurp;
using models::testing::TempDir;
using testing::TinyNetwork;
using testing::TinyOnnx;

const SteadyClock kClock;
const Context kPatient{.clock = kClock, .deadline = {}, .cancelled = {}};

class OpenVinoTest : public ::testing::Test {
 protected:
  static Engine& engine() {
    static const auto engine = MakeOpenVinoEngine();
    if (!engine) throw std::runtime_error(engine.error().ToString());
    return **engine;
  }
  LoadOptions Options(const std::string& onnx, bool cached = false) {
    const std::string sha = Sha256Hex(AsBytes(onnx));
    return {.model = folder_.Write(sha.substr(0, 8) + ".onnx", onnx),
            .sha256 = sha,
            .cache_dir = cached ? folder_.path() / "compiled" : fs::path()};
  }
  static std::vector<float> Run(Network& network, const std::vector<float>& input) {
    std::vector<float> output(ElementCount(network.output_shape()), -99.0F);
    const Status status = network.Infer(input, output, kPatient);
    EXPECT_TRUE(status.ok()) << status.ToString();
    return output;
  }
  static std::vector<float> Ramp(std::size_t size) {
    std::vector<float> values(size);
    for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<float>(i) - 20.5F;
    return values;
  }
  static std::vector<float> Abs(std::vector<float> values) {
    for (float& value : values) value = std::fabs(value);
    return values;
  }
  std::vector<fs::path> CacheFiles() const {
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(folder_.path() / "compiled"))
      files.push_back(file.path());
    return files;
  }
  void ExpectRefused(const LoadOptions& options, Code code, const std::string& part) {
    const auto network = engine().Load(options);
    ASSERT_FALSE(network);
    EXPECT_EQ(network.error().code(), code);
    EXPECT_NE(network.error().ToString().find(part), std::string::npos)
        << network.error().ToString();
  }
  TempDir folder_;
};

TEST_F(OpenVinoTest, ComputesInTheCallersMemory) {
  const auto network = engine().Load(Options(TinyOnnx()));
  ASSERT_TRUE(network) << network.error().ToString();
  EXPECT_EQ((*network)->input_shape(), (Shape{1, 3, 4, 4}));
  EXPECT_EQ((*network)->output_shape(), (Shape{1, 3, 4, 4}));
  for (int i = 0; i < 3; ++i) {  // with other buffers each time
    const auto input = Ramp(48);
    EXPECT_EQ(Run(**network, input), Abs(input));
    EXPECT_EQ(input, Ramp(48));  // left as it was
  }
}

TEST_F(OpenVinoTest, TakesBuffersOfAnyAlignment) {
  const auto network = engine().Load(Options(TinyOnnx()));
  ASSERT_TRUE(network);
  const auto input = Ramp(60);
  for (std::size_t shift = 0; shift < 9; ++shift) {
    std::vector<float> output(60, -99.0F);
    ASSERT_TRUE((*network)
                    ->Infer(std::span(input).subspan(shift, 48),
                            std::span(output).subspan(shift, 48), kPatient)
                    .ok());
    for (std::size_t i = 0; i < output.size(); ++i) {
      const bool inside = i >= shift && i < shift + 48;
      EXPECT_EQ(output[i], inside ? std::fabs(input[i]) : -99.0F) << shift << ", " << i;
    }
  }
}

TEST_F(OpenVinoTest, FixesFreeDimensions) {
  LoadOptions options = Options(TinyOnnx({.shape = {-1, 3, -1, -1}}));
  ExpectRefused(options, Code::kUnprocessable, "leaves its input size open");
  options.input_shape = {1, 3, 5, 7};
  const auto network = engine().Load(options);
  ASSERT_TRUE(network) << network.error().ToString();
  EXPECT_EQ((*network)->input_shape(), (Shape{1, 3, 5, 7}));
  EXPECT_EQ(Run(**network, Ramp(105)), Abs(Ramp(105)));
}

TEST_F(OpenVinoTest, TurnsTfLiteToChannelsFirst) {
  LoadOptions options{.model = folder_.Write("tiny.tflite", testing::TinyTfLite())};
  for (const Shape& asked : {Shape{}, Shape{1, 3, 4, 5}}) {
    options.input_shape = asked;
    const auto network = engine().Load(options);
    ASSERT_TRUE(network) << network.error().ToString();
    EXPECT_EQ((*network)->input_shape(), (Shape{1, 3, 4, 5}));
    EXPECT_EQ((*network)->output_shape(), (Shape{1, 6, 4, 5}));
    const auto input = Ramp(60);
    auto twice = input;  // plane after plane: with channels last they would alternate
    twice.insert(twice.end(), input.begin(), input.end());
    EXPECT_EQ(Run(**network, input), twice);
  }
  options.input_shape = {1, 4, 5, 3};
  ExpectRefused(options, Code::kUnprocessable, "not 1×4×5×3");
}

TEST_F(OpenVinoTest, AsksForTheNameThatTfLiteNeeds) {
  const auto network = engine().Load({.model = folder_.Write("tiny.onnx", testing::TinyTfLite())});
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().code(), Code::kUnprocessable);
  EXPECT_NE(network.error().hint().en.find(".tflite"), std::string::npos);
}

TEST_F(OpenVinoTest, BuildsOnlyTheFirstOutput) {
  // The second output has all the weights: what is compiled does not hold them.
  TinyNetwork network{.shape = {1, 1, 2, 65536}, .weights = 65536};
  network.nodes.push_back({"Mul", {"y", "w"}, "z"});
  network.outputs = {"z"};
  const auto heavy = engine().Load(Options(TinyOnnx(network), true));
  ASSERT_TRUE(heavy) << heavy.error().ToString();
  EXPECT_GT(fs::file_size(CacheFiles().at(0)), 4U * 65536);
  fs::remove_all(folder_.path() / "compiled");

  network.outputs = {"y", "z"};
  const auto light = engine().Load(Options(TinyOnnx(network), true));
  ASSERT_TRUE(light) << light.error().ToString();
  EXPECT_LT(fs::file_size(CacheFiles().at(0)), 4U * 65536 / 4);
  EXPECT_EQ(Run(**light, Ramp(2 * 65536)), Abs(Ramp(2 * 65536)));
}

TEST_F(OpenVinoTest, NeedsOnlyTheInputsOfTheFirstOutput) {
  const auto network =
      engine().Load(Options(TinyOnnx({.inputs = {"x", "u"},
                                      .nodes = {{"Abs", {"x"}, "y"}, {"Add", {"y", "u"}, "z"}},
                                      .outputs = {"y", "z"}})));
  ASSERT_TRUE(network) << network.error().ToString();
  EXPECT_EQ(Run(**network, Ramp(48)), Abs(Ramp(48)));
}

TEST_F(OpenVinoTest, RefusesTwoInputs) {
  ExpectRefused(Options(TinyOnnx({.inputs = {"x", "u"}, .nodes = {{"Add", {"x", "u"}, "y"}}})),
                Code::kUnprocessable, "2 inputs");
}

TEST_F(OpenVinoTest, RefusesAnotherRankOrSize) {
  LoadOptions options = Options(TinyOnnx({.shape = {3, 4, 4}}));
  options.input_shape = {1, 3, 4, 4};
  ExpectRefused(options, Code::kUnprocessable, "[3,4,4], not 1×3×4×4");
  options = Options(TinyOnnx());
  options.input_shape = {1, 3, 8, 8};
  ExpectRefused(options, Code::kUnprocessable, "not 1×3×8×8");
}

TEST_F(OpenVinoTest, RefusesWhatIsNoNetwork) {
  const std::string good = TinyOnnx();
  for (const std::string& bad :
       {std::string(), std::string("<html></html>"), std::string(1000, '\xff'),
        good.substr(0, good.size() / 2), std::string("\x1c\0\0\0TFL3garbage", 15)}) {
    ExpectRefused(Options(bad), Code::kUnprocessable, "can't be read as a network");
  }
}

TEST_F(OpenVinoTest, RefusesOperatorsThatItLacks) {
  ExpectRefused(Options(TinyOnnx({.nodes = {{"Frobnicate", {"x"}, "y"}}})), Code::kUnprocessable,
                "Frobnicate");
}

TEST_F(OpenVinoTest, SaysThatAFileIsAbsent) {
  ExpectRefused({.model = folder_.path() / "gone.onnx"}, Code::kIo, "gone.onnx");
}

TEST_F(OpenVinoTest, NamesOnlyPrecisionsOfThisCpu) {
  const auto precisions = engine().precisions();
  const CpuInfo cpu = DetectCpu();
  const auto has = [&](Precision p) {
    return std::find(precisions.begin(), precisions.end(), p) != precisions.end();
  };
  EXPECT_TRUE(has(Precision::kF32));
  EXPECT_EQ(has(Precision::kBf16), cpu.avx512_bf16 || cpu.amx_bf16);
  EXPECT_EQ(has(Precision::kF16), cpu.avx512_fp16 || cpu.amx_fp16);
  EXPECT_EQ(engine().name(), "openvino");
  EXPECT_TRUE(engine().version().starts_with("20")) << engine().version();
}

TEST_F(OpenVinoTest, RunsEachPrecisionOrFallsBackToF32) {
  const auto available = engine().precisions();
  for (const Precision wanted : {Precision::kF32, Precision::kF16, Precision::kBf16}) {
    LoadOptions options = Options(TinyOnnx());
    options.precision = wanted;
    const auto network = engine().Load(options);
    ASSERT_TRUE(network) << network.error().ToString();
    const bool has = std::find(available.begin(), available.end(), wanted) != available.end();
    EXPECT_EQ((*network)->precision(), has ? wanted : Precision::kF32);
    EXPECT_EQ(Run(**network, Ramp(48)), Abs(Ramp(48)));  // halves: exact in all three
  }
}

TEST_F(OpenVinoTest, LoadsFromTheCacheWithoutTheModelFile) {
  const LoadOptions options = Options(TinyOnnx(), true);
  ASSERT_TRUE(engine().Load(options));
  EXPECT_EQ(CacheFiles().size(), 1U);
  fs::remove(options.model);
  const auto network = engine().Load(options);
  ASSERT_TRUE(network) << network.error().ToString();
  EXPECT_EQ((*network)->output_shape(), (Shape{1, 3, 4, 4}));
  EXPECT_EQ(Run(**network, Ramp(48)), Abs(Ramp(48)));
}

TEST_F(OpenVinoTest, CachesEachShapeAndThreadCountApart) {
  LoadOptions options = Options(TinyOnnx({.shape = {1, 3, -1, -1}}), true);
  for (const std::int64_t size : {4, 6}) {
    options.input_shape = {1, 3, size, size};
    const auto network = engine().Load(options);
    ASSERT_TRUE(network);
    EXPECT_EQ((*network)->output_shape(), options.input_shape);
  }
  EXPECT_EQ(CacheFiles().size(), 2U);
  options.threads = 2;
  ASSERT_TRUE(engine().Load(options));
  EXPECT_EQ(CacheFiles().size(), UsableCpus() >= 2 ? 3U : 2U);
}

TEST_F(OpenVinoTest, ReplacesADamagedCacheFile) {
  const LoadOptions options = Options(TinyOnnx(), true);
  ASSERT_TRUE(engine().Load(options));
  const fs::path file = CacheFiles().at(0);
  const std::string good = Slurp(file);
  for (const std::string& bad :
       {std::string("garbage"), std::string(), good.substr(0, good.size() - 1)}) {
    folder_.Write(file, bad);
    const auto network = engine().Load(options);
    ASSERT_TRUE(network) << network.error().ToString();
    EXPECT_EQ(Run(**network, Ramp(48)), Abs(Ramp(48)));
    EXPECT_NE(Slurp(file), bad);
  }
}

TEST_F(OpenVinoTest, ReplacesACacheFileThatTheEngineRefuses) {
  const LoadOptions options = Options(TinyOnnx(), true);
  ASSERT_TRUE(engine().Load(options));
  const fs::path file = CacheFiles().at(0);
  const std::string good = Slurp(file);
  // Whole by its hash, but no compiled network: as another build of the engine might leave it.
  const std::string payload = "no compiled network";
  std::string bad = payload;
  bad += Sha256Hex(AsBytes(payload)) + good.substr(good.size() - 64 - 16);
  folder_.Write(file, bad);
  const auto network = engine().Load(options);
  ASSERT_TRUE(network) << network.error().ToString();
  EXPECT_EQ(Run(**network, Ramp(48)), Abs(Ramp(48)));
  EXPECT_GT(Slurp(file).size(), 1000U);
}

TEST_F(OpenVinoTest, RunsWithoutACacheThatCantBeWritten) {
  LoadOptions options = Options(TinyOnnx(), true);
  options.cache_dir = folder_.Write("in_the_way", "a file") / "compiled";
  const auto network = engine().Load(options);
  ASSERT_TRUE(network) << network.error().ToString();
  EXPECT_EQ(Run(**network, Ramp(48)), Abs(Ramp(48)));
}

TEST_F(OpenVinoTest, CallsThatMeetGetTheirOwnResults) {
  const auto network = engine().Load(Options(TinyOnnx({.shape = {1, 3, 64, 64}})));
  ASSERT_TRUE(network);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const std::vector<float> input(3 * 64 * 64, static_cast<float>(-i));
      for (int j = 0; j < 25; ++j) {
        EXPECT_EQ(Run(**network, input), std::vector<float>(input.size(), static_cast<float>(i)));
      }
    });
  }
}

TEST_F(OpenVinoTest, NetworksOutliveTheirEngine) {
  auto engine = MakeOpenVinoEngine();
  ASSERT_TRUE(engine);
  const auto network = (*engine)->Load(Options(TinyOnnx(), true));
  ASSERT_TRUE(network);
  engine->reset();
  EXPECT_EQ(Run(**network, Ramp(48)), Abs(Ramp(48)));
}

TEST_F(OpenVinoTest, DoesNotStartForWhoIsGoneOrLate) {
  const auto network = engine().Load(Options(TinyOnnx()));
  ASSERT_TRUE(network);
  std::stop_source stop;
  stop.request_stop();
  std::vector<float> output(48, -99.0F);
  const auto input = Ramp(48);
  EXPECT_EQ(
      (*network)
          ->Infer(input, output, {.clock = kClock, .deadline = {}, .cancelled = stop.get_token()})
          .code(),
      Code::kCancelled);
  EXPECT_EQ((*network)
                ->Infer(input, output,
                        {.clock = kClock, .deadline = Deadline::At(kClock.Now()), .cancelled = {}})
                .code(),
            Code::kDeadlineExceeded);
  EXPECT_EQ(output, std::vector<float>(48, -99.0F));
}

}  // namespace
}  // namespace cutline::inference
