#include "inference/openvino/openvino_engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <openvino/openvino.hpp>
#include <openvino/runtime/exception.hpp>

#include "base/check.h"
#include "base/cpu.h"
#include "base/mutex.h"
#include "inference/compiled_cache.h"
#include "inference/openvino/read_network.h"
#include "inference/turnstile.h"
#include "telemetry/log.h"

// OpenVINO stays in this folder, and its exceptions in this file and read_network.cc.
namespace cutline::inference {
namespace {

constexpr const char* kDevice = "CPU";

ov::element::Type ElementType(Precision precision) {
  switch (precision) {
    case Precision::kF32:
      return ov::element::f32;
    case Precision::kF16:
      return ov::element::f16;
    case Precision::kBf16:
      return ov::element::bf16;
  }
  return ov::element::f32;
}

Shape ToShape(const ov::Shape& shape) { return {shape.begin(), shape.end()}; }

// Empty where a dimension is open.
ov::Shape StaticShape(const ov::Output<const ov::Node>& port) {
  return port.get_partial_shape().is_static() ? port.get_shape() : ov::Shape{};
}

// -1 where a dimension is open.
Shape FromPartial(const ov::PartialShape& partial) {
  Shape shape;
  for (const ov::Dimension& side : partial)
    shape.push_back(side.is_static() ? side.get_length() : -1);
  return shape;
}

Status EngineFailed(std::string detail) {
  return Internal({"The inference engine failed.", "推理引擎出错。"}).WithDetail(std::move(detail));
}

class OpenVinoNetwork final : public Network {
 public:
  // `blob` is what `compiled` was imported from, or empty.
  OpenVinoNetwork(CompiledBlob blob, ov::CompiledModel compiled, Precision precision, int threads,
                  int lanes, std::shared_ptr<Turnstile> cores)
      : own_(lanes),
        cores_(std::move(cores)),
        threads_(threads),
        lanes_(lanes),
        precision_(precision),
        blob_(std::move(blob)),
        compiled_(std::move(compiled)),
        input_(StaticShape(compiled_.input())),
        output_(StaticShape(compiled_.output())),
        input_shape_(FromPartial(compiled_.input().get_partial_shape())),
        output_shape_(ToShape(output_)) {
    for (int i = 0; i < lanes; ++i) idle_.push_back(compiled_.create_infer_request());
  }

  const Shape& input_shape() const override { return input_shape_; }
  const Shape& output_shape() const override { return output_shape_; }
  Precision precision() const override { return precision_; }
  int lanes() const override { return lanes_; }

  Status Infer(std::span<const float> input, std::span<float> output,
               const Context& context) override {
    CUTLINE_CHECK(!output_.empty() && input.size() == ov::shape_size(input_) &&
                  output.size() == ov::shape_size(output_));
    return Run(input, input_, context, [&](ov::InferRequest& request) {
      request.set_output_tensor(ov::Tensor(ov::element::f32, output_, output.data()));
      request.infer();
    });
  }

  Status InferShaped(std::span<const float> input, const Shape& shape, Tensor& output,
                     const Context& context) override {
    CUTLINE_CHECK(input.size() == ElementCount(shape));
    if (!compiled_.input().get_partial_shape().compatible(
            ov::PartialShape(std::vector<ov::Dimension>(shape.begin(), shape.end())))) {
      return InvalidArgument(
          {fmt::format("The network does not take an input of {}.", fmt::join(shape, "×")),
           fmt::format("该网络不接受 {} 的输入。", fmt::join(shape, "×"))});
    }
    return Run(input, ov::Shape(shape.begin(), shape.end()), context,
               [&](ov::InferRequest& request) {
                 request.infer();
                 const ov::Tensor result = request.get_output_tensor();
                 output.shape = ToShape(result.get_shape());
                 output.values.assign(result.data<const float>(),
                                      result.data<const float>() + result.get_size());
               });
  }

 private:
  // One inference; `infer` is called with the input in place.
  template <class Work>
  Status Run(std::span<const float> input, const ov::Shape& shape, const Context& context,
             const Work& infer) {
    CUTLINE_ASSIGN_OR_RETURN(const Turnstile::Turn mine, own_.Enter(1, context));
    CUTLINE_ASSIGN_OR_RETURN(const Turnstile::Turn share, cores_->Enter(threads_, context));
    const Borrowed request(*this);
    try {
      // The plugin reads its input and never writes it.
      request->set_input_tensor(
          ov::Tensor(ov::element::f32, shape, const_cast<float*>(input.data())));
      // Gone before this turn ends, so that it can't stop the next caller's work.
      const std::stop_callback stop(context.cancelled, [&] { Cancel(*request); });
      infer(*request);
      return {};
    } catch (const ov::Cancelled&) {
      return context.Check();
    } catch (const std::exception& e) {
      return EngineFailed(e.what());
    }
  }

  // Between two layers the plugin looks whether it should go on. Before the first one it
  // forgets that it was told to stop: then the inference runs to its end.
  static void Cancel(ov::InferRequest& request) noexcept {
    try {
      request.cancel();
    } catch (const std::exception&) {
      return;  // it had ended already
    }
  }

  // A request that nobody else uses. REQUIRES: a turn of own_.
  class Borrowed {
   public:
    explicit Borrowed(OpenVinoNetwork& network) : network_(network) {
      MutexLock lock(network_.mutex_);
      CUTLINE_CHECK(!network_.idle_.empty());
      request_ = std::move(network_.idle_.back());
      network_.idle_.pop_back();
    }
    ~Borrowed() {
      MutexLock lock(network_.mutex_);
      network_.idle_.push_back(std::move(request_));
    }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ov::InferRequest& operator*() const { return request_; }
    ov::InferRequest* operator->() const { return &request_; }

   private:
    OpenVinoNetwork& network_;
    mutable ov::InferRequest request_;
  };

  Turnstile own_;                           // each request runs one inference at a time
  const std::shared_ptr<Turnstile> cores_;  // shared, since a network may outlive its engine
  const int threads_;
  const int lanes_;
  const Precision precision_;
  const CompiledBlob blob_;  // before what points into it
  ov::CompiledModel compiled_;
  Mutex mutex_;
  std::vector<ov::InferRequest> idle_ GUARDED_BY(mutex_);
  const ov::Shape input_;
  const ov::Shape output_;
  const Shape input_shape_;
  const Shape output_shape_;
};

class OpenVinoEngine final : public Engine {
 public:
  OpenVinoEngine() {
    // The plugin also lists what it only emulates.
    const CpuInfo cpu = DetectCpu();
    const auto offered = core_.get_property(kDevice, ov::device::capabilities);
    const auto has = [&](const char* what) {
      return std::find(offered.begin(), offered.end(), what) != offered.end();
    };
    if (has(ov::device::capability::FP16) && (cpu.avx512_fp16 || cpu.amx_fp16)) {
      precisions_.push_back(Precision::kF16);
    }
    if (has(ov::device::capability::BF16) && (cpu.avx512_bf16 || cpu.amx_bf16)) {
      precisions_.push_back(Precision::kBf16);
    }
    cpu_features_ = cpu.Features();
  }

  std::string_view name() const override { return "openvino"; }
  std::string version() const override { return ov::get_openvino_version().buildNumber; }
  std::vector<Precision> precisions() const override { return precisions_; }
  Result<std::unique_ptr<Network>> Load(const LoadOptions& options) override;

 private:
  // What the options come to on this machine.
  struct Plan {
    Precision precision;
    int threads;
    int lanes;
    ov::AnyMap properties;
    CompiledKey key;
  };
  [[nodiscard]] Plan MakePlan(const LoadOptions& options) const;
  [[nodiscard]] Result<ov::CompiledModel> Compile(const LoadOptions& options, const Plan& plan);
  // Null where the cache has nothing that the plugin takes.
  [[nodiscard]] std::unique_ptr<Network> FromCache(const CompiledCache& cache, const Plan& plan);
  [[nodiscard]] Result<std::unique_ptr<Network>> Uncached(const LoadOptions& options,
                                                          const Plan& plan);
  [[nodiscard]] Result<std::unique_ptr<Network>> Finish(CompiledBlob blob,
                                                        ov::CompiledModel compiled,
                                                        const Plan& plan) const;

  ov::Core core_;  // thread-safe
  const int cpus_ = UsableCpus();
  const std::shared_ptr<Turnstile> cores_ = std::make_shared<Turnstile>(cpus_);
  std::vector<Precision> precisions_ = {Precision::kF32};
  std::string cpu_features_;
};

OpenVinoEngine::Plan OpenVinoEngine::MakePlan(const LoadOptions& options) const {
  Plan plan;
  const bool has =
      std::find(precisions_.begin(), precisions_.end(), options.precision) != precisions_.end();
  plan.precision = has ? options.precision : Precision::kF32;
  plan.threads = std::clamp(options.threads, 1, cpus_);
  plan.lanes = std::clamp(options.lanes, 1, cpus_);
  plan.properties = {
      ov::hint::inference_precision(ElementType(plan.precision)),
      ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY),
      ov::num_streams(plan.lanes),
      ov::inference_num_threads(plan.threads * plan.lanes),
      // Pinned threads can't step aside for the decoders of our pool, or for a second
      // server that pinned its own to the same cores.
      ov::hint::enable_cpu_pinning(false),
  };
  plan.key = {.model_sha256 = options.sha256,
              .engine = fmt::format("{} {}", name(), version()),
              .cpu_features = cpu_features_,
              .precision = plan.precision,
              .threads = plan.threads,
              .lanes = plan.lanes,
              .input_shape = options.input_shape};
  return plan;
}

Result<ov::CompiledModel> OpenVinoEngine::Compile(const LoadOptions& options, const Plan& plan) {
  CUTLINE_ASSIGN_OR_RETURN(const std::shared_ptr<ov::Model> model,
                           ReadNetwork(options.model, options.input_shape));
  try {
    return core_.compile_model(model, kDevice, plan.properties);
  } catch (const std::exception& e) {
    return std::unexpected(EngineFailed(e.what()));
  }
}

std::unique_ptr<Network> OpenVinoEngine::FromCache(const CompiledCache& cache, const Plan& plan) {
  Result<CompiledBlob> blob = cache.Find(plan.key);
  if (!blob) {
    if (blob.error().code() != Code::kNotFound) {
      telemetry::Log(telemetry::Level::kWarning, blob.error().sentence().en,
                     {{"detail", std::string(blob.error().detail())}});
    }
    return nullptr;
  }
  std::string refusal;
  try {
    const ByteSpan bytes = blob->bytes();
    const ov::Tensor tensor(ov::element::u8, {bytes.size()},
                            const_cast<std::uint8_t*>(bytes.data()));
    ov::CompiledModel compiled = core_.import_model(tensor, kDevice, plan.properties);
    blob->DropPages();  // the plugin has copied nearly all that it needs
    Result<std::unique_ptr<Network>> network = Finish(std::move(*blob), std::move(compiled), plan);
    if (network) return std::move(*network);
    refusal = network.error().detail();
  } catch (const std::exception& e) {
    refusal = e.what();
  }
  telemetry::Log(telemetry::Level::kWarning,
                 "A compiled model in the cache was not accepted; it is made again.",
                 {{"detail", refusal}});
  cache.Discard(plan.key);
  return nullptr;
}

Result<std::unique_ptr<Network>> OpenVinoEngine::Finish(CompiledBlob blob,
                                                        ov::CompiledModel compiled,
                                                        const Plan& plan) const {
  try {
    return std::make_unique<OpenVinoNetwork>(std::move(blob), std::move(compiled), plan.precision,
                                             plan.threads, plan.lanes, cores_);
  } catch (const std::exception& e) {
    return std::unexpected(EngineFailed(e.what()));
  }
}

Result<std::unique_ptr<Network>> OpenVinoEngine::Uncached(const LoadOptions& options,
                                                          const Plan& plan) {
  CUTLINE_ASSIGN_OR_RETURN(ov::CompiledModel compiled, Compile(options, plan));
  return Finish({}, std::move(compiled), plan);
}

Result<std::unique_ptr<Network>> OpenVinoEngine::Load(const LoadOptions& options) {
  const Plan plan = MakePlan(options);
  if (options.cache_dir.empty() || options.sha256.empty()) return Uncached(options, plan);
  const CompiledCache cache(options.cache_dir);
  if (auto network = FromCache(cache, plan)) return network;
  {
    CUTLINE_ASSIGN_OR_RETURN(ov::CompiledModel compiled, Compile(options, plan));
    const Status kept = cache.Put(plan.key, [&](std::ostream& stream) -> Status {
      try {
        compiled.export_model(stream);
        return {};
      } catch (const std::exception& e) {
        return EngineFailed(e.what());
      }
    });
    if (!kept.ok()) {
      telemetry::Log(telemetry::Level::kWarning,
                     "A compiled model can't be kept: the next start will be slower.",
                     {{"detail", kept.ToString()}});
      return Finish({}, std::move(compiled), plan);
    }
  }
  // What was just compiled holds the file's weights beside its own copies of them, an
  // imported network only maps them: 776 against 522 MB for IS-Net after an inference.
  if (auto network = FromCache(cache, plan)) return network;
  return Uncached(options, plan);
}

}  // namespace

Result<std::unique_ptr<Engine>> MakeOpenVinoEngine() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  // Else TBB loads a part of itself in a way (RTLD_DEEPBIND) that sanitizers end the
  // program for.
  ::setenv("TBB_ENABLE_SANITIZERS", "1", 1);
#endif
  // TBB's look at the machine writes to stderr where there is no /sys, as in many a sandbox.
  ::setenv("HWLOC_HIDE_ERRORS", "2", 0);
  try {
    return std::make_unique<OpenVinoEngine>();
  } catch (const std::exception& e) {
    return std::unexpected(
        Internal({"The inference engine can't be loaded.", "无法加载推理引擎。"})
            .WithHint({"Run `make setup` again, or reinstall cutline with its libraries.",
                       "请重新运行 `make setup`，或重新安装 cutline 及其库。"})
            .WithDetail(e.what()));
  }
}

}  // namespace cutline::inference
