// How fast inference alone is: CUTLINE_BENCH_MODEL names an ONNX file of a fixed input
// size, by default u2netp in the models folder.
//   AllCores     one network on every core: how the server runs
//   SideBySide   a network a core
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <thread>

#include "base/check.h"
#include "base/cpu.h"
#include "inference/openvino/openvino_engine.h"

namespace cutline::inference {
namespace {

const SteadyClock kClock;
const Context kPatient{.clock = kClock, .deadline = {}, .cancelled = {}};

std::filesystem::path ModelPath() {
  if (const char* path = std::getenv("CUTLINE_BENCH_MODEL")) return path;
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home != nullptr ? home : "/") /
         ".local/share/cutline/models/u2netp/u2netp.onnx";
}

std::unique_ptr<Network> Load(Engine& engine, int threads) {
  auto network = engine.Load({.model = ModelPath(), .threads = threads});
  CUTLINE_CHECK(network.has_value());
  return std::move(*network);
}

void InferOnce(Network& network, std::vector<float>& input, std::vector<float>& output) {
  CUTLINE_CHECK(network.Infer(input, output, kPatient).ok());
}

void RunNetworks(benchmark::State& state, int networks, int threads_each) {
  const auto engine = MakeOpenVinoEngine();
  CUTLINE_CHECK(engine.has_value());
  struct Lane {
    std::unique_ptr<Network> network;
    std::vector<float> input;
    std::vector<float> output;
  };
  std::vector<Lane> lanes;
  for (int i = 0; i < networks; ++i) {
    Lane lane{.network = Load(**engine, threads_each)};
    lane.input.assign(ElementCount(lane.network->input_shape()), 0.5F);
    lane.output.resize(ElementCount(lane.network->output_shape()));
    InferOnce(*lane.network, lane.input, lane.output);
    lanes.push_back(std::move(lane));
  }
  constexpr int kEach = 4;
  for (auto _ : state) {
    std::vector<std::jthread> threads;
    for (Lane& lane : lanes) {
      threads.emplace_back([&lane] {
        for (int i = 0; i < kEach; ++i) InferOnce(*lane.network, lane.input, lane.output);
      });
    }
  }
  state.SetItemsProcessed(state.iterations() * kEach * networks);
}

void BM_AllCores(benchmark::State& state) { RunNetworks(state, 1, UsableCpus()); }
void BM_SideBySide(benchmark::State& state) { RunNetworks(state, UsableCpus(), 1); }
void BM_OneCore(benchmark::State& state) { RunNetworks(state, 1, 1); }
BENCHMARK(BM_AllCores)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(BM_SideBySide)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(BM_OneCore)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace
}  // namespace cutline::inference
