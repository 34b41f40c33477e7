#pragma once
#include <string>
#include <vector>

#include "models/testing/onnx_builder.h"

// Small networks for tests, as ONNX bytes put together by hand.
namespace cutline::inference::testing {

namespace onnx = models::testing;

struct TinyNode {
  std::string op;  // "Abs"
  std::vector<std::string> inputs;
  std::string output;
};

struct TinyNetwork {
  std::vector<std::int64_t> shape = {1, 3, 4, 4};  // of every input and output; -1: free
  std::vector<std::string> inputs = {"x"};
  std::vector<TinyNode> nodes = {{"Abs", {"x"}, "y"}};
  std::vector<std::string> outputs = {"y"};
  std::size_t weights = 0;  // floats in the initializer "w"; 0: there is none
};

inline std::string TinyOnnx(const TinyNetwork& network = {}) {
  std::string graph;
  for (const TinyNode& node : network.nodes) {
    std::string body;
    for (const std::string& input : node.inputs) body += onnx::Bytes(1, input);
    graph += onnx::Bytes(1, body + onnx::Bytes(2, node.output) + onnx::Bytes(4, node.op));
  }
  graph += onnx::Bytes(2, "g");
  if (network.weights > 0) graph += onnx::Bytes(5, onnx::Tensor("w", network.weights));
  for (const std::string& input : network.inputs)
    graph += onnx::Bytes(11, onnx::ValueInfo(input, network.shape));
  for (const std::string& output : network.outputs)
    graph += onnx::Bytes(12, onnx::ValueInfo(output, network.shape));
  return onnx::Number(1, 8) + onnx::Bytes(2, "test") + onnx::Bytes(7, graph) +
         onnx::Bytes(8, onnx::Bytes(1, "") + onnx::Number(2, 13));
}

}  // namespace cutline::inference::testing
