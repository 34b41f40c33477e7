#include "models/verification.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "base/hash.h"

namespace cutline::models {
namespace {

Sentence AskAgain(const ModelEntry& entry) {
  if (entry.get.empty()) return {"Get the file again.", "请重新获取该文件。"};
  return {fmt::format("Get it again: {}", entry.get), fmt::format("请重新获取：{}", entry.get)};
}

bool NeedsMd5(const AcceptedFile& file) { return file.sha256.empty() && !file.md5.empty(); }

std::string ShowShape(const std::vector<std::int64_t>& shape) {
  std::vector<std::string> parts;
  for (const std::int64_t size : shape) parts.push_back(size < 0 ? "?" : std::to_string(size));
  return fmt::format("{}", fmt::join(parts, "×"));
}

Status WrongHash(const ModelEntry& entry, const Verification& found) {
  // Names the kind of hash that the preferred file has.
  const bool sha = !entry.sha256.empty();
  const std::string& wanted = sha ? entry.sha256 : entry.md5;
  const std::string& got = sha ? found.sha256 : found.md5;
  const char* kind = sha ? "sha256" : "md5";
  return Unprocessable(
             {fmt::format("This is not the published file of {}: its {} is {}…, but {}… is right.",
                          entry.name, kind, got.substr(0, 12), wanted.substr(0, 12)),
              fmt::format("这不是 {} 的发布文件：其 {} 为 {}…，应为 {}…。", entry.name, kind,
                          got.substr(0, 12), wanted.substr(0, 12))})
      .WithHint(AskAgain(entry))
      .WithDetail(fmt::format("sha256 {} md5 {}", found.sha256, found.md5));
}

}  // namespace

Status CheckShape(const ModelEntry& entry, const OnnxSummary& summary) {
  if (summary.tflite || entry.output == OutputTreatment::kPrompted) return {};
  const auto& shape = summary.input_shape;
  if (summary.inputs != 1) {
    return Unprocessable(
        {fmt::format("The network has {} inputs; one, the picture, is needed.", summary.inputs),
         fmt::format("该网络有 {} 个输入；只应有一个（图片）。", summary.inputs)});
  }
  if (shape.size() != 4) {
    return Unprocessable(
        {fmt::format("The network's input has {} dimensions; four are needed: batch, channels, "
                     "height, width.",
                     shape.size()),
         fmt::format("该网络的输入有 {} 维；需要四维：批次、通道、高、宽。", shape.size())});
  }
  if (IsText(entry.output)) return {};  // their inputs are of any size; the task sees to the rest
  const std::array<std::int64_t, 4> wanted = {1, 3, entry.input.height, entry.input.width};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (shape[i] < 0 || shape[i] == wanted[i]) continue;
    return Unprocessable({fmt::format("The network takes {}, but {} was expected.",
                                      ShowShape(shape), ShowShape({wanted.begin(), wanted.end()})),
                          fmt::format("该网络的输入为 {}，而预期为 {}。", ShowShape(shape),
                                      ShowShape({wanted.begin(), wanted.end()}))})
        .WithHint({"The order is batch, channels, height, width.", "次序为批次、通道、高、宽。"});
  }
  return {};
}

Status CheckOutside(const ModelEntry& entry, const InputFile& file) {
  CUTLINE_ASSIGN_OR_RETURN(const OnnxSummary summary, CheckOnnx(file));
  CUTLINE_RETURN_IF_ERROR(CheckShape(entry, summary));
  const std::vector<AcceptedFile> accepted = entry.Accepted();
  const bool fits = std::any_of(accepted.begin(), accepted.end(), [&](const AcceptedFile& a) {
    return a.bytes == 0 || a.bytes == file.size();
  });
  if (fits) return {};
  return Unprocessable({fmt::format("The file has {} bytes; the published file of {} has {}.",
                                    file.size(), entry.name, entry.bytes),
                        fmt::format("该文件为 {} 字节；{} 的发布文件为 {} 字节。", file.size(),
                                    entry.name, entry.bytes)})
      .WithHint(AskAgain(entry));
}

Result<Verification> VerifyFile(const ModelEntry& entry, const std::filesystem::path& path) {
  CUTLINE_ASSIGN_OR_RETURN(const InputFile file, InputFile::Open(path));
  CUTLINE_RETURN_IF_ERROR(CheckOutside(entry, file));
  const std::vector<AcceptedFile> accepted = entry.Accepted();
  const bool want_md5 = std::any_of(accepted.begin(), accepted.end(), NeedsMd5);
  Hasher sha256(Hasher::Kind::kSha256);
  std::optional<Hasher> md5;
  if (want_md5) md5.emplace(Hasher::Kind::kMd5);
  std::vector<std::uint8_t> block(1 << 20);
  std::uint64_t offset = 0;
  while (true) {
    CUTLINE_ASSIGN_OR_RETURN(const std::size_t got, file.ReadAt(offset, block));
    if (got == 0) break;
    sha256.Update(ByteSpan(block).first(got));
    if (md5) md5->Update(ByteSpan(block).first(got));
    offset += got;
  }
  CUTLINE_ASSIGN_OR_RETURN(const FileStamp after, file.CurrentStamp());
  if (after != file.stamp() || offset != file.size()) {
    return std::unexpected(
        IoError({fmt::format("{} changed while it was read.", path.string()),
                 fmt::format("{} 在读取过程中发生了变化。", path.string())})
            .WithHint({"Wait until it is complete, then try again.", "请待其写入完成后重试。"}));
  }
  Verification found = {.stamp = after, .sha256 = std::move(sha256).FinishHex()};
  if (md5) found.md5 = std::move(*md5).FinishHex();
  if (!Accepts(entry, found)) return std::unexpected(WrongHash(entry, found));
  return found;
}

bool Accepts(const ModelEntry& entry, const Verification& found) {
  const std::vector<AcceptedFile> accepted = entry.Accepted();
  return std::any_of(accepted.begin(), accepted.end(), [&](const AcceptedFile& a) {
    if (a.bytes != 0 && a.bytes != found.stamp.size) return false;
    if (!a.sha256.empty()) return a.sha256 == found.sha256;
    return a.md5.empty() || a.md5 == found.md5;
  });
}

}  // namespace cutline::models
