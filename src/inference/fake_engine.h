#pragma once
#include <atomic>
#include <chrono>
#include <functional>

#include "inference/engine.h"

namespace cutline::inference {

struct FakeEngineOptions {
  Shape input_shape = {1, 3, 32, 32};
  Shape output_shape = {1, 1, 32, 32};
  std::chrono::milliseconds latency{0};
  std::vector<Precision> precisions = {Precision::kF32};
  std::function<Status()> on_infer;                   // a failure to inject; may be null
  std::function<Status(const LoadOptions&)> on_load;  // likewise; may also block
};

// A deterministic engine: the output is the mean of the input's channels, resampled
// by nearest neighbour, plus a tiny error at lower precisions. Reads no file. As a real
// one it takes the caller's input shape, runs one inference at a time and falls back to
// f32 where it lacks a precision.
class FakeEngine final : public Engine {
 public:
  explicit FakeEngine(FakeEngineOptions options) : options_(std::move(options)) {}
  [[nodiscard]] std::string_view name() const override { return "fake"; }
  [[nodiscard]] std::string version() const override { return "1"; }
  [[nodiscard]] std::vector<Precision> precisions() const override { return options_.precisions; }
  [[nodiscard]] Result<std::unique_ptr<Network>> Load(const LoadOptions& options) override;
  [[nodiscard]] int loads() const { return loads_; }

 private:
  FakeEngineOptions options_;
  std::atomic<int> loads_ = 0;
};

}  // namespace cutline::inference
