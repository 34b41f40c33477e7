#pragma once
#include <array>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"

namespace cutline::inference {

enum class Precision { kF32, kF16, kBf16 };

[[nodiscard]] std::string_view PrecisionName(Precision precision);  // "bf16"
[[nodiscard]] Result<Precision> ParsePrecision(std::string_view name);

// What a person may ask for: a precision, or "auto", which lets the precision plan choose.
inline constexpr std::array<std::string_view, 4> kPrecisionWishes = {"auto", "f32", "f16", "bf16"};

using Shape = std::vector<std::int64_t>;  // NCHW, batch 1
[[nodiscard]] std::size_t ElementCount(const Shape& shape);

struct LoadOptions {
  std::filesystem::path model;  // an ONNX or TFLite file, verified
  std::string sha256;           // of that file: part of the compiled cache's key
  Precision precision = Precision::kF32;
  int threads = 1;                  // that one inference uses
  int lanes = 1;                    // inferences that may run side by side
  Shape input_shape;                // fixes free dimensions; -1 leaves one open; empty: the file's
  std::filesystem::path cache_dir;  // of compiled models; empty: no cache
};

// Values with their shape; grows as needed and keeps its memory.
struct Tensor {
  Shape shape;
  std::vector<float> values;
};

// A loaded network with one f32 input and the first of its outputs (further ones are
// not even built). Thread-safe: of calls that meet, `lanes` run side by side, each on
// `threads` of its own as far as the machine has them free; the others wait for their turn.
class Network {
 public:
  virtual ~Network() = default;
  // As they were loaded; of a network with open dimensions the output's shape is empty.
  [[nodiscard]] virtual const Shape& input_shape() const = 0;
  [[nodiscard]] virtual const Shape& output_shape() const = 0;
  [[nodiscard]] virtual Precision precision() const = 0;  // what really runs
  [[nodiscard]] virtual int lanes() const { return 1; }

  // Both tensors belong to the caller and are used in place.
  // REQUIRES: no open dimensions; sizes are ElementCount of the shapes. Fails with the context's
  // codes (also while waiting for its turn) or kInternal with the engine's words as detail.
  [[nodiscard]] virtual Status Infer(std::span<const float> input, std::span<float> output,
                                     const Context& context) = 0;

  // For a network with open dimensions: an input of `shape`, and an output as it comes. Each
  // new shape costs the engine time and memory, so callers keep to few.
  // REQUIRES: `input` holds ElementCount(shape) values. Fails as Infer, and with
  // kInvalidArgument for a shape that the network does not take.
  [[nodiscard]] virtual Status InferShaped(std::span<const float> input, const Shape& shape,
                                           Tensor& output, const Context& context) = 0;
};

// Turns a model file into a Network. An interface because tests and machines without
// the real runtime use FakeEngine. Thread-safe.
class Engine {
 public:
  virtual ~Engine() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;  // "openvino"
  [[nodiscard]] virtual std::string version() const = 0;    // "2026.4.1-…"
  // The precisions that this CPU computes in hardware; f32 is always among them.
  [[nodiscard]] virtual std::vector<Precision> precisions() const = 0;
  // kUnprocessable when the file is no network that the engine reads, kIo, kInternal.
  [[nodiscard]] virtual Result<std::unique_ptr<Network>> Load(const LoadOptions& options) = 0;
};

}  // namespace cutline::inference
