#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// ONNX files for tests, their bytes put together by hand: no runtime, no generator.
namespace cutline::models::testing {

inline std::string Varint(std::uint64_t value) {
  std::string out;
  while (value >= 0x80) {
    out += static_cast<char>((value & 0x7F) | 0x80);
    value >>= 7;
  }
  return out + static_cast<char>(value);
}
inline std::string Number(std::uint32_t field, std::uint64_t value) {
  return Varint(field << 3) + Varint(value);
}
inline std::string Bytes(std::uint32_t field, std::string_view body) {
  return Varint(field << 3 | 2) + Varint(body.size()) + std::string(body);
}

// A TensorProto of floats with its data inside.
inline std::string Tensor(std::string_view name, std::size_t floats) {
  return Number(1, floats) + Number(2, 1) + Bytes(8, name) +
         Bytes(9, std::string(4 * floats, '\1'));
}
// ... and one whose data lies in another file.
inline std::string ExternalTensor(std::string_view name) {
  return Number(1, 4) + Number(2, 1) + Bytes(8, name) +
         Bytes(13, Bytes(1, "location") + Bytes(2, "../../etc/passwd")) + Number(14, 1);
}

// A ValueInfoProto of f32; -1 is a named, free dimension.
inline std::string ValueInfo(std::string_view name, const std::vector<std::int64_t>& shape) {
  std::string dims;
  for (const std::int64_t size : shape) {
    dims += Bytes(1, size < 0 ? Bytes(2, "n") : Number(1, static_cast<std::uint64_t>(size)));
  }
  return Bytes(1, name) + Bytes(2, Bytes(1, Number(1, 1) + Bytes(2, dims)));
}

struct OnnxParts {
  std::vector<std::int64_t> input_shape = {1, 3, 320, 320};
  std::size_t weights = 64;    // floats in the one initializer
  std::string extra_in_graph;  // further fields of GraphProto
  std::string extra_in_model;
};

// relu(x), and a weight that nobody uses, listed among the inputs as old exporters do.
inline std::string Onnx(const OnnxParts& parts = {}) {
  const std::string node = Bytes(1, "x") + Bytes(2, "y") + Bytes(4, "Relu");
  const std::string graph = Bytes(1, node) + Bytes(2, "g") + Bytes(5, Tensor("w", parts.weights)) +
                            Bytes(11, ValueInfo("w", {static_cast<std::int64_t>(parts.weights)})) +
                            Bytes(11, ValueInfo("x", parts.input_shape)) +
                            Bytes(12, ValueInfo("y", parts.input_shape)) + parts.extra_in_graph;
  return Number(1, 8) + Bytes(2, "test") + Bytes(7, graph) +
         Bytes(8, Bytes(1, "") + Number(2, 13)) + parts.extra_in_model;
}

}  // namespace cutline::models::testing
