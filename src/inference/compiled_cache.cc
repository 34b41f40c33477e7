#include "inference/compiled_cache.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <vector>

#include "base/hash.h"

namespace cutline::inference {
namespace {

namespace fs = std::filesystem;

// A file is the payload, then a footer: SHA-256 of the payload, digest of the key, and
// the mark. The payload comes first because engines want it at an aligned address.
constexpr std::string_view kMark = "cutline-blob-1\n\n";
constexpr std::size_t kHashSize = 64;
constexpr std::size_t kFooterSize = 2 * kHashSize + kMark.size();
constexpr std::string_view kExtension = ".blob";
constexpr std::string_view kPartExtension = ".part";
constexpr auto kAbandoned = std::chrono::hours(1);  // no write takes that long

Status Damaged(const fs::path& path) {
  return Unprocessable({"A compiled model in the cache is damaged; it will be made again.",
                        "缓存中的已编译模型已损坏，将重新生成。"})
      .WithDetail(path.filename().string());
}

Status CantWrite(const fs::path& folder, std::string why) {
  return IoError({fmt::format("The compiled model can't be kept in {}.", folder.string()),
                  fmt::format("无法将已编译的模型保存到 {}。", folder.string())})
      .WithHint({"Check that the folder can be written and that the disk has room.",
                 "请检查该目录是否可写、磁盘空间是否足够。"})
      .WithDetail(std::move(why));
}

Status WriteWhole(const fs::path& part, const std::string& key_digest,
                  const std::function<Status(std::ostream&)>& write) {
  std::ofstream stream(part, std::ios::binary | std::ios::trunc);
  if (!stream) return CantWrite(part.parent_path(), "open");
  CUTLINE_RETURN_IF_ERROR(write(stream));
  stream.flush();
  if (!stream) return CantWrite(part.parent_path(), "write");
  // No fsync: after a power cut the hash tells a torn file.
  CUTLINE_ASSIGN_OR_RETURN(const std::string hash, HashFile(Hasher::Kind::kSha256, part));
  stream.seekp(0, std::ios::end);  // OpenVINO goes back to fill in its header
  stream << hash << key_digest << kMark;
  stream.close();
  return stream ? Status() : CantWrite(part.parent_path(), "write");
}

}  // namespace

std::string CompiledKey::Digest() const {
  return Sha256Hex(
      AsBytes(fmt::format("{}\n{}\n{}\n{}\n{}x{}\n{}", model_sha256, engine, cpu_features,
                          PrecisionName(precision), threads, lanes, fmt::join(input_shape, "x"))));
}

CompiledCache::CompiledCache(fs::path folder, std::uint64_t max_bytes)
    : folder_(std::move(folder)), max_bytes_(max_bytes) {}

fs::path CompiledCache::PathOf(const CompiledKey& key) const {
  return folder_ / fmt::format("{}-{}-t{}x{}-{}{}", key.model_sha256.substr(0, 8),
                               PrecisionName(key.precision), key.threads, key.lanes,
                               key.Digest().substr(0, 16), kExtension);
}

Result<CompiledBlob> CompiledCache::Find(const CompiledKey& key) const {
  const fs::path path = PathOf(key);
  CUTLINE_ASSIGN_OR_RETURN(MappedFile file, MappedFile::Open(path));
  const std::string_view text = AsText(file.bytes());
  const bool whole = text.size() >= kFooterSize && text.ends_with(kMark);
  const std::size_t size = whole ? text.size() - kFooterSize : 0;
  if (!whole || text.substr(size + kHashSize, kHashSize) != key.Digest() ||
      text.substr(size, kHashSize) != Sha256Hex(file.bytes().first(size))) {
    Discard(key);
    return std::unexpected(Damaged(path));
  }
  std::error_code ignored;
  fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);  // for DropOldest
  return CompiledBlob(std::move(file), size);
}

Status CompiledCache::Put(const CompiledKey& key,
                          const std::function<Status(std::ostream&)>& write) const {
  static std::atomic<unsigned> serial{0};
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return CantWrite(folder_, error.message());
  const fs::path path = PathOf(key);
  fs::path part = path;
  part += fmt::format(".{}.{}{}", ::getpid(), serial.fetch_add(1), kPartExtension);
  Status status = WriteWhole(part, key.Digest(), write);
  if (status.ok()) {
    fs::rename(part, path, error);
    if (error) status = CantWrite(folder_, error.message());
  }
  if (!status.ok()) {
    fs::remove(part, error);
    return status;
  }
  DropOldest(path);
  return {};
}

void CompiledCache::Discard(const CompiledKey& key) const {
  std::error_code ignored;
  fs::remove(PathOf(key), ignored);
}

void CompiledCache::DropOldest(const fs::path& keep) const {
  struct Entry {
    fs::file_time_type used;
    fs::path path;
    std::uint64_t bytes;
  };
  std::vector<Entry> entries;
  std::uint64_t total = 0;
  std::error_code ignored;
  const auto now = fs::file_time_type::clock::now();
  for (fs::directory_iterator file(folder_, ignored), end; !ignored && file != end;
       file.increment(ignored)) {
    std::error_code gone;  // another process may tidy up as well
    const fs::path& path = file->path();
    const auto used = file->last_write_time(gone);
    const std::uint64_t bytes = gone ? 0 : file->file_size(gone);
    if (gone) continue;
    if (path.extension() == kPartExtension && now - used > kAbandoned) fs::remove(path, gone);
    if (path.extension() != kExtension) continue;
    total += bytes;
    if (path != keep) entries.push_back({used, path, bytes});
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.used < b.used; });
  for (const Entry& entry : entries) {
    if (total <= max_bytes_) break;
    fs::remove(entry.path, ignored);
    total -= entry.bytes;
  }
}

}  // namespace cutline::inference
