#include "models/onnx_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/bytes.h"
#include "models/file_kind.h"
#include "models/wire_reader.h"

namespace cutline::models {
namespace {

enum class Kind { kModel, kTraining, kFunction, kGraph, kNode, kAttribute, kSparse, kTensor };

// Where messages lie in messages, by the field numbers of onnx.proto: every road from a
// model to a tensor, for each could name an external file.
struct Road {
  Kind parent;
  std::uint32_t number;
  Kind child;
};
constexpr std::array kRoads = {
    Road{Kind::kModel, 7, Kind::kGraph},         Road{Kind::kModel, 20, Kind::kTraining},
    Road{Kind::kModel, 25, Kind::kFunction},     Road{Kind::kTraining, 1, Kind::kGraph},
    Road{Kind::kTraining, 2, Kind::kGraph},      Road{Kind::kFunction, 7, Kind::kNode},
    Road{Kind::kFunction, 11, Kind::kAttribute}, Road{Kind::kGraph, 1, Kind::kNode},
    Road{Kind::kGraph, 5, Kind::kTensor},        Road{Kind::kGraph, 15, Kind::kSparse},
    Road{Kind::kNode, 5, Kind::kAttribute},      Road{Kind::kAttribute, 5, Kind::kTensor},
    Road{Kind::kAttribute, 6, Kind::kGraph},     Road{Kind::kAttribute, 10, Kind::kTensor},
    Road{Kind::kAttribute, 11, Kind::kGraph},    Road{Kind::kAttribute, 22, Kind::kSparse},
    Road{Kind::kAttribute, 23, Kind::kSparse},   Road{Kind::kSparse, 1, Kind::kTensor},
    Road{Kind::kSparse, 2, Kind::kTensor},
};
constexpr std::uint32_t kModelIrVersion = 1;
constexpr std::uint32_t kGraphInitializer = 5;
constexpr std::uint32_t kGraphInput = 11;
constexpr std::uint32_t kGraphOutput = 12;
constexpr std::uint32_t kGraphSparseInitializer = 15;
constexpr std::uint32_t kTensorName = 8;
constexpr std::uint32_t kTensorExternalData = 13;
constexpr std::uint32_t kTensorDataLocation = 14;
constexpr int kDeepest = 60;  // messages in messages; runtimes stop at 100
constexpr std::size_t kLongestName = 4096;
constexpr std::size_t kMostDimensions = 64;

Status ExternalData() {
  return Unprocessable({"The model keeps its weights in other files, which is refused because they "
                        "could name any path.",
                        "模型的权重存放在其他文件中；这类文件可能指向任意路径，因此拒绝加载。"})
      .WithHint({"Save it as one file, with all weights inside.",
                 "请将模型连同全部权重保存为单个文件。"});
}

Status TooDeep() {
  return Unprocessable(
      {"The file is damaged: its parts are nested too deeply.", "文件已损坏：嵌套层次过深。"});
}

Status NotOnnx(std::string detail) {
  return Unprocessable({"The file is neither an ONNX nor a TFLite model.",
                        "该文件既不是 ONNX 模型，也不是 TFLite 模型。"})
      .WithHint({"Export the network to ONNX first.", "请先将网络导出为 ONNX。"})
      .WithDetail(std::move(detail));
}

bool IsMessage(const WireField& field, std::uint32_t number) {
  return field.type == WireField::Type::kBytes && field.number == number;
}

// Walks one file.
class Walk {
 public:
  explicit Walk(const InputFile& file) : reader_(file) {}

  Result<OnnxSummary> Run() {
    CUTLINE_RETURN_IF_ERROR(Visit(Kind::kModel, reader_.WholeFile(), 0));
    for (const auto& [name, shape] : inputs_) {
      // Old exporters list the weights among the inputs.
      if (initializers_.contains(name)) continue;
      if (summary_.inputs++ == 0) summary_.input_shape = shape;
    }
    return summary_;
  }

  // Whether it looked like ONNX as far as it could be read.
  [[nodiscard]] bool saw_onnx() const { return saw_version_ || saw_graph_; }
  [[nodiscard]] bool saw_graph() const { return saw_graph_; }

 private:
  struct Input {
    std::string name;
    std::vector<std::int64_t> shape;
  };

  Status Visit(Kind kind, WireMessage message, int depth) {
    if (depth > kDeepest) return TooDeep();
    const bool main_graph = kind == Kind::kGraph && depth == 1;  // others lie deeper
    if (main_graph) saw_graph_ = true;
    while (true) {
      CUTLINE_ASSIGN_OR_RETURN(const auto field, reader_.Next(message));
      if (!field) return {};
      if (kind == Kind::kTensor) {
        const bool external = field->number == kTensorExternalData ||
                              (field->number == kTensorDataLocation && field->value != 0);
        if (external) return ExternalData();
      }
      if (kind == Kind::kModel && field->number == kModelIrVersion) saw_version_ = true;
      if (main_graph) CUTLINE_RETURN_IF_ERROR(ReadMainGraph(*field));
      if (field->type != WireField::Type::kBytes) continue;
      const auto road = std::find_if(kRoads.begin(), kRoads.end(), [&](const Road& r) {
        return r.parent == kind && r.number == field->number;
      });
      if (road != kRoads.end()) CUTLINE_RETURN_IF_ERROR(Visit(road->child, field->body, depth + 1));
    }
  }

  Status ReadMainGraph(const WireField& field) {
    if (IsMessage(field, kGraphOutput)) ++summary_.outputs;
    if (IsMessage(field, kGraphInput)) {
      CUTLINE_ASSIGN_OR_RETURN(Input input, ReadInput(field.body));
      inputs_.push_back(std::move(input));
    }
    // Names of weights, to know them among the inputs.
    if (IsMessage(field, kGraphInitializer)) return RememberName(field.body);
    if (IsMessage(field, kGraphSparseInitializer)) {
      CUTLINE_ASSIGN_OR_RETURN(const auto values, Find(field.body, 1));
      if (values) return RememberName(values->body);
    }
    return {};
  }

  Status RememberName(const WireMessage& tensor) {
    CUTLINE_ASSIGN_OR_RETURN(const auto name, Find(tensor, kTensorName));
    if (!name) return {};
    CUTLINE_ASSIGN_OR_RETURN(std::string text, reader_.Text(*name, kLongestName));
    initializers_.insert(std::move(text));
    return {};
  }

  // The last kBytes field with that number: protocol buffers let the last one win.
  Result<std::optional<WireField>> Find(WireMessage message, std::uint32_t number) {
    std::optional<WireField> found;
    while (true) {
      CUTLINE_ASSIGN_OR_RETURN(const auto field, reader_.Next(message));
      if (!field) return found;
      if (IsMessage(*field, number)) found = *field;
    }
  }

  Result<Input> ReadInput(const WireMessage& value_info) {
    Input input;
    CUTLINE_ASSIGN_OR_RETURN(const auto name, Find(value_info, 1));
    if (name) {
      CUTLINE_ASSIGN_OR_RETURN(input.name, reader_.Text(*name, kLongestName));
    }
    // ValueInfoProto.type (2) → TypeProto.tensor_type (1) → shape (2)
    std::optional<WireField> at = WireField{.body = value_info};
    for (const std::uint32_t step : {2U, 1U, 2U}) {
      CUTLINE_ASSIGN_OR_RETURN(at, Find(at->body, step));
      if (!at) return input;
    }
    WireMessage shape = at->body;
    while (true) {
      CUTLINE_ASSIGN_OR_RETURN(const auto field, reader_.Next(shape));
      if (!field || input.shape.size() > kMostDimensions) return input;
      if (!IsMessage(*field, 1)) continue;
      CUTLINE_ASSIGN_OR_RETURN(const std::int64_t size, ReadDimension(field->body));
      input.shape.push_back(size);
    }
  }

  Result<std::int64_t> ReadDimension(WireMessage dimension) {
    std::int64_t size = -1;  // named or missing
    while (true) {
      CUTLINE_ASSIGN_OR_RETURN(const auto field, reader_.Next(dimension));
      if (!field) return size > 0 ? size : -1;
      if (field->number == 1 && field->type == WireField::Type::kNumber) {
        size = static_cast<std::int64_t>(field->value);
      }
    }
  }

  WireReader reader_;
  OnnxSummary summary_;
  std::vector<Input> inputs_;
  std::set<std::string> initializers_;
  bool saw_version_ = false;
  bool saw_graph_ = false;
};

}  // namespace

Result<OnnxSummary> CheckOnnx(const std::filesystem::path& path) {
  CUTLINE_ASSIGN_OR_RETURN(const InputFile file, InputFile::Open(path));
  return CheckOnnx(file);
}

Result<OnnxSummary> CheckOnnx(const InputFile& file) {
  std::array<std::uint8_t, kHeadBytes> head;
  CUTLINE_ASSIGN_OR_RETURN(const std::size_t got, file.ReadAt(0, head));
  const ByteSpan start = ByteSpan(head).first(got);
  CUTLINE_RETURN_IF_ERROR(RefuseKnownStrangers(start));
  if (IsTflite(start)) return OnnxSummary{.tflite = true};
  Walk walk(file);
  Result<OnnxSummary> summary = walk.Run();
  if (!summary) {
    if (summary.error().code() != Code::kUnprocessable || walk.saw_onnx()) return summary;
    return std::unexpected(NotOnnx(summary.error().ToString()));
  }
  if (!walk.saw_graph()) return std::unexpected(NotOnnx("no graph"));
  if (summary->inputs == 0 || summary->outputs == 0) {
    return std::unexpected(Unprocessable(
        {"The network in the file has no input or no output.", "文件中的网络缺少输入或输出。"}));
  }
  return summary;
}

}  // namespace cutline::models
