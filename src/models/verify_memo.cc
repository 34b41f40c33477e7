#include "models/verify_memo.h"

#include <fmt/format.h>

#include <fstream>

#include "base/file.h"

namespace cutline::models {
namespace {
constexpr std::string_view kFirstLine = "cutline-verified-1";
}  // namespace

void Remember(const std::filesystem::path& memo, const Verification& verification) {
  const std::string text =
      fmt::format("{}\nsize {}\nmodified_ns {}\nsha256 {}\nmd5 {}\n", kFirstLine,
                  verification.stamp.size, verification.stamp.modified_ns, verification.sha256,
                  verification.md5.empty() ? "-" : verification.md5);
  // A failure costs one more reading at the next start, nothing else.
  static_cast<void>(WriteFile(memo, AsBytes(text), Overwrite::kYes));
}

std::optional<Verification> Recall(const std::filesystem::path& memo, const FileStamp& now) {
  std::ifstream file(memo);
  Verification found;
  std::string first, size, modified, sha256, md5;
  if (!(file >> first >> size >> found.stamp.size >> modified >> found.stamp.modified_ns >>
        sha256 >> found.sha256 >> md5 >> found.md5)) {
    return std::nullopt;
  }
  const bool ours = first == kFirstLine && size == "size" && modified == "modified_ns" &&
                    sha256 == "sha256" && md5 == "md5" && found.sha256.size() == 64;
  if (!ours || found.stamp != now) return std::nullopt;
  if (found.md5 == "-") found.md5.clear();
  return found;
}

}  // namespace cutline::models
