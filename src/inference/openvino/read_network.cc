#include "inference/openvino/read_network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <openvino/frontend/manager.hpp>
#include <openvino/openvino.hpp>

namespace cutline::inference {
namespace {

Status NotANetwork(std::string detail) {
  return Unprocessable(
             {"The model file can't be read as a network.", "无法将该模型文件读取为神经网络。"})
      .WithHint({"Get the file again, or export it as ONNX with a current opset.",
                 "请重新获取该文件，或用较新的 opset 导出为 ONNX。"})
      .WithDetail(std::move(detail));
}

Status WrongShape(const std::string& found, const Shape& wanted) {
  const std::string asked = fmt::format("{}", fmt::join(wanted, "×"));
  return Unprocessable({fmt::format("The network's input is {}, not {}.", found, asked),
                        fmt::format("该网络的输入为 {}，而不是 {}。", found, asked)})
      .WithHint({"Check the input size that the model is registered with.",
                 "请检查该模型登记的输入尺寸。"});
}

// A TFLite file is a flat buffer with this mark after its first offset.
Result<bool> IsTfLite(const std::filesystem::path& path) {
  std::array<char, 8> head{};
  std::ifstream file(path, std::ios::binary);
  if (!file.read(head.data(), head.size()) && !file.eof()) {
    return std::unexpected(IoError({fmt::format("{} can't be read.", path.string()),
                                    fmt::format("无法读取 {}。", path.string())}));
  }
  return std::string_view(head.data() + 4, 4) == "TFL3";
}

// The network up to its first output: what only later outputs need is not kept. Takes the
// front end by the content: by default all of them are loaded and asked, which costs time
// and lets file names decide.
std::shared_ptr<ov::Model> ReadFirstOutput(const std::filesystem::path& path, bool tflite) {
  ov::frontend::FrontEndManager manager;
  const auto front_end = manager.load_by_framework(tflite ? "tflite" : "onnx");
  const std::shared_ptr<ov::Model> whole = front_end->convert(front_end->load(path.string()));
  return std::make_shared<ov::Model>(ov::OutputVector{whole->get_results().at(0)->input_value(0)},
                                     whole->get_friendly_name());
}

// Leaves one f32 input of a fixed shape (NCHW where it has four dimensions).
Status FixInput(std::shared_ptr<ov::Model>& model, const Shape& wanted, bool channels_last) {
  if (model->get_parameters().size() != 1) {
    const std::size_t inputs = model->get_parameters().size();
    return Unprocessable({fmt::format("The network has {} inputs; one is needed.", inputs),
                          fmt::format("该网络有 {} 个输入，只支持一个。", inputs)});
  }
  const ov::PartialShape own = model->input().get_partial_shape();
  if (!wanted.empty()) {
    ov::PartialShape asked(std::vector<ov::Dimension>(wanted.begin(), wanted.end()));  // -1: open
    if (channels_last && wanted.size() == 4) asked = {wanted[0], wanted[2], wanted[3], wanted[1]};
    if (!own.compatible(asked)) return WrongShape(own.to_string(), wanted);
    model->reshape(asked);
  } else if (own.is_dynamic()) {
    return Unprocessable({"The network leaves its input size open.", "该网络未固定输入尺寸。"})
        .WithHint({"Say which size it should run at.", "请指定运行时的尺寸。"});
  }
  ov::preprocess::PrePostProcessor adapt(model);
  adapt.input().tensor().set_element_type(ov::element::f32);
  adapt.output().tensor().set_element_type(ov::element::f32);
  if (channels_last && model->input().get_partial_shape().size() == 4) {
    adapt.input().tensor().set_layout("NCHW");
    adapt.input().model().set_layout("NHWC");
  }
  if (channels_last && model->output().get_partial_shape().size() == 4) {
    adapt.output().tensor().set_layout("NCHW");
    adapt.output().model().set_layout("NHWC");
  }
  model = adapt.build();
  if (model->input().get_partial_shape().is_static() &&
      model->output().get_partial_shape().is_dynamic()) {
    return Unprocessable({"The size of the network's output is not fixed by that of its input.",
                          "该网络的输出尺寸不由输入尺寸决定。"});
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<ov::Model>> ReadNetwork(const std::filesystem::path& path,
                                               const Shape& input_shape) {
  CUTLINE_ASSIGN_OR_RETURN(const bool tflite, IsTfLite(path));
  if (tflite && path.extension() != ".tflite") {  // its reader insists
    return std::unexpected(NotANetwork("extension")
                               .WithHint({"Give the file a name that ends in .tflite.",
                                          "请将文件改为以 .tflite 结尾的名称。"}));
  }
  std::shared_ptr<ov::Model> model;
  try {
    model = ReadFirstOutput(path, tflite);
    CUTLINE_RETURN_IF_ERROR(FixInput(model, input_shape, tflite));
  } catch (const std::exception& e) {
    return std::unexpected(NotANetwork(e.what()));
  }
  return model;
}

}  // namespace cutline::inference
