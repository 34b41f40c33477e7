#include "models/custom.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "models/onnx_check.h"
#include "models/verification.h"

namespace cutline::models {
namespace {

constexpr int kLargestSide = 8192;

template <class T>
std::optional<T> ParseNumber(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<std::pair<int, int>> ParseSize(std::string_view text) {
  if (text.empty()) return std::pair(0, 0);
  const std::size_t by = text.find('x');
  const auto width = ParseNumber<int>(text.substr(0, by));
  const auto height = by == std::string_view::npos ? width : ParseNumber<int>(text.substr(by + 1));
  if (width && height && *width >= 1 && *height >= 1 && *width <= kLargestSide &&
      *height <= kLargestSide) {
    return std::pair(*width, *height);
  }
  return std::unexpected(
      InvalidArgument(
          {fmt::format("“{}” is not a size.", text), fmt::format("“{}”不是有效尺寸。", text)})
          .WithField("size")
          .WithHint({fmt::format("Write it like 320 or 1024x768, at most {} a side.", kLargestSide),
                     fmt::format("请写成 320 或 1024x768，边长不超过 {}。", kLargestSide)}));
}

Result<std::array<float, 3>> ParseTriple(std::string_view text, const char* field,
                                         const std::array<float, 3>& imagenet, bool positive) {
  if (text == "imagenet") return imagenet;
  std::array<float, 3> triple{};
  std::string_view rest = text;
  for (std::size_t i = 0; i < triple.size(); ++i) {
    const std::size_t comma = rest.find(',');
    const auto value = ParseNumber<float>(rest.substr(0, comma));
    const bool last = i + 1 == triple.size();
    if (!value || !std::isfinite(*value) || (positive && *value <= 0) ||
        last != (comma == std::string_view::npos)) {
      return std::unexpected(
          InvalidArgument(
              {fmt::format("“{}” is not three numbers{}.", text, positive ? " above 0" : ""),
               fmt::format("“{}”不是三个{}数。", text, positive ? "正" : "")})
              .WithField(field)
              .WithHint({"Write it like 0.5,0.5,0.5, or imagenet.",
                         "请写成 0.5,0.5,0.5，或 imagenet。"}));
    }
    triple[i] = *value;
    if (!last) rest.remove_prefix(comma + 1);
  }
  return triple;
}

// "My net (2).onnx" -> "My-net--2-"
std::string NameFrom(const std::filesystem::path& path) {
  std::string name = path.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !IsPlainName(std::string("a") + c); }, '-');
  name.erase(0, name.find_first_not_of("-."));
  return name;
}

}  // namespace

Result<Preprocessing> ParsePreprocessing(const PreprocessingText& text) {
  Preprocessing input;
  CUTLINE_ASSIGN_OR_RETURN(const auto size, ParseSize(text.size));
  input.width = size.first;
  input.height = size.second;
  CUTLINE_ASSIGN_OR_RETURN(input.mean,
                           ParseTriple(text.mean, "mean", {0.485F, 0.456F, 0.406F}, false));
  CUTLINE_ASSIGN_OR_RETURN(
      input.deviation, ParseTriple(text.deviation, "deviation", {0.229F, 0.224F, 0.225F}, true));
  if (text.scale != "maximum" && text.scale != "255") {
    return std::unexpected(InvalidArgument({fmt::format("“{}” is not a scale.", text.scale),
                                            fmt::format("“{}”不是有效的缩放方式。", text.scale)})
                               .WithField("scale")
                               .WithHint({"Choose maximum or 255.", "请选择 maximum 或 255。"}));
  }
  input.scale_by_maximum = text.scale == "maximum";
  return input;
}

Result<ModelEntry> CustomEntry(const std::filesystem::path& path, const std::string& name,
                               const Preprocessing& input, OutputTreatment output) {
  ModelEntry entry;
  entry.name = name.empty() ? NameFrom(path) : name;
  if (!IsPlainName(entry.name)) {
    return std::unexpected(InvalidArgument({fmt::format("“{}” can't name a model.", entry.name),
                                            fmt::format("“{}”不能用作模型名。", entry.name)})
                               .WithField("model")
                               .WithHint({"Use letters, digits, dots, dashes and underscores.",
                                          "请使用字母、数字、点、短横线和下划线。"}));
  }
  entry.task = "remove";
  entry.title = fmt::format("A model of yours: {}", path.filename().string());
  entry.title_zh = fmt::format("自定义模型：{}", path.filename().string());
  entry.file = path.filename().string();
  entry.input = input;
  entry.output = output;
  entry.licence = "unknown";
  CUTLINE_ASSIGN_OR_RETURN(const OnnxSummary summary, CheckOnnx(path));
  if (input.width == 0 || input.height == 0) {
    const auto& shape = summary.input_shape;
    const bool told = shape.size() == 4 && shape[2] > 0 && shape[2] <= kLargestSide &&
                      shape[3] > 0 && shape[3] <= kLargestSide;
    if (told) {
      entry.input.height = static_cast<int>(shape[2]);
      entry.input.width = static_cast<int>(shape[3]);
    } else if (summary.tflite || shape.size() == 4) {
      return std::unexpected(InvalidArgument({"The model does not say what input size it wants.",
                                              "模型未声明输入尺寸。"})
                                 .WithField("size")
                                 .WithHint({"Give the size that it was trained with, like 320.",
                                            "请给出训练时的尺寸，例如 320。"}));
    }
  }
  CUTLINE_RETURN_IF_ERROR(CheckShape(entry, summary));
  return entry;
}

}  // namespace cutline::models
