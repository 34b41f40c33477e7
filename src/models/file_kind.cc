#include "models/file_kind.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace cutline::models {
namespace {

std::string LowerStart(std::string_view text) {
  const auto begin = std::find_if_not(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isspace(c) != 0; });
  std::string start(begin, text.end());
  std::transform(start.begin(), start.end(), start.begin(),
                 [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
  return start;
}

bool IsText(ByteSpan head) {
  return std::all_of(head.begin(), head.end(), [](std::uint8_t c) {
    return c >= 0x20 || c == '\n' || c == '\r' || c == '\t';
  });
}

}  // namespace

Status RefuseKnownStrangers(ByteSpan head) {
  const Sentence again = {"Get the file again from its source.", "请从来源重新获取该文件。"};
  if (head.empty()) return Unprocessable({"The file is empty.", "文件为空。"}).WithHint(again);
  std::string_view text = AsText(head);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string start = LowerStart(text);
  if (start.starts_with("<!doctype html") || start.starts_with("<html") ||
      start.starts_with("<head")) {
    return Unprocessable({"The file is a web page, not a model.", "该文件是网页，不是模型。"})
        .WithHint({"The address probably led to an error or log-in page; get the file again.",
                   "下载地址可能返回了错误页或登录页；请重新获取。"});
  }
  if (start.starts_with("<")) {
    return Unprocessable({"The file is XML, not a model.", "该文件是 XML，不是模型。"})
        .WithHint(again);
  }
  if (start.starts_with("version https://git-lfs")) {
    return Unprocessable({"The file is a Git LFS pointer, not the model that it points to.",
                          "该文件是 Git LFS 指针，不是它所指的模型。"})
        .WithHint({"Run “git lfs pull” where it came from.", "请在来源仓库运行“git lfs pull”。"});
  }
  if (start.starts_with("{") || start.starts_with("[")) {
    return Unprocessable({"The file is JSON, not a model.", "该文件是 JSON，不是模型。"})
        .WithHint(again);
  }
  if (text.starts_with("PK\x03\x04") || text.starts_with("\x1F\x8B")) {
    return Unprocessable({"The file is an archive (a zip or gzip, or a PyTorch checkpoint), not an "
                          "ONNX model.",
                          "该文件是压缩包（zip、gzip 或 PyTorch 检查点），不是 ONNX 模型。"})
        .WithHint({"Unpack it, or export the network to ONNX.", "请先解压，或将网络导出为 ONNX。"});
  }
  if (IsText(head)) {
    return Unprocessable({"The file is text, not a model.", "该文件是文本，不是模型。"})
        .WithHint(again);
  }
  return {};
}

bool IsTflite(ByteSpan head) {
  return AsText(head).size() >= 8 && AsText(head).substr(4, 4) == "TFL3";
}

}  // namespace cutline::models
