#include "models/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <system_error>

#include "base/hash.h"
#include "models/part_file.h"
#include "models/verify_memo.h"

namespace cutline::models {
namespace {

namespace fs = std::filesystem;

Status Absent(const ModelEntry& entry) {
  Status status =
      Unavailable({fmt::format("The weights of {} are not on this machine.", entry.name),
                   fmt::format("本机没有 {} 的权重文件。", entry.name)})
          .WithField("model");
  const std::string import = fmt::format("cutline models import {} FILE", entry.name);
  if (entry.get.empty() || entry.get.starts_with(import)) {
    return std::move(status).WithHint(
        {fmt::format("Bring the file in with: {}", import), fmt::format("请导入文件：{}", import)});
  }
  return std::move(status).WithHint(
      {fmt::format("Get them with “{}”, or bring a file in with “{}”.", entry.get, import),
       fmt::format("请运行“{}”获取，或用“{}”导入。", entry.get, import)});
}

Status CantWrite(const fs::path& path, const std::error_code& error) {
  return IoError({fmt::format("{} can't be written: {}.", path.string(), error.message()),
                  fmt::format("无法写入 {}：{}。", path.string(), error.message())})
      .WithHint(
          {"Check the free space and your rights there, or choose another folder with --home.",
           "请检查剩余空间和写入权限，或用 --home 选择其他目录。"})
      .WithDetail(error.message());
}

std::error_code SyncPath(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {errno, std::system_category()};
  const int outcome = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  return {outcome, std::system_category()};
}

// A file that vanishes with this object unless it was renamed.
class Temporary {
 public:
  explicit Temporary(fs::path path) : path_(std::move(path)) {}
  ~Temporary() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// The one size that every accepted file has; 0 where they differ or one is not known.
std::uint64_t OnlySize(const ModelEntry& entry) {
  std::uint64_t size = 0;
  for (const AcceptedFile& file : entry.Accepted()) {
    if (file.bytes == 0 || (size != 0 && size != file.bytes)) return 0;
    size = file.bytes;
  }
  return size;
}

// Whoever only wanted to use the model did not send that file: it must be named, and the fault
// is the installation's.
Status Unusable(const ModelEntry& entry, const fs::path& path, const Status& why) {
  return Unavailable({fmt::format("The weights file {} can't be used. {}", path.string(),
                                  why.sentence().en),
                      fmt::format("无法使用权重文件 {}。{}", path.string(), why.sentence().zh)})
      .WithHint(entry.get.empty()
                    ? Sentence{"Move it away and get it again.", "请移走该文件并重新获取。"}
                    : Sentence{fmt::format("Move it away, then: {}", entry.get),
                               fmt::format("请先移走该文件，然后执行：{}", entry.get)})
      .WithDetail(std::string(why.detail()));
}

}  // namespace

std::string_view StateName(State state) {
  switch (state) {
    case State::kAbsent:
      return "absent";
    case State::kPresent:
      return "present";
    case State::kVerified:
      return "verified";
  }
  return "unknown";
}

Store::Store(StoreOptions options) : options_(std::move(options)) {}

fs::path Store::FolderOf(const ModelEntry& entry) const {
  return options_.home / "models" / entry.name;
}

// Beside our own files; in <home>/verified for those of others, whose folders we don't write.
fs::path Store::MemoOf(const fs::path& file) const {
  const fs::path ours = (options_.home / "models").lexically_normal();
  const fs::path normal = file.lexically_normal();
  if (std::mismatch(ours.begin(), ours.end(), normal.begin(), normal.end()).first == ours.end()) {
    return file.string() + ".verified";
  }
  std::error_code ignored;
  const std::string whole = fs::absolute(file, ignored).lexically_normal().string();
  return options_.home / "verified" /
         fmt::format("{}-{}.verified", file.filename().string(),
                     Sha256Hex(AsBytes(whole)).substr(0, 12));
}

Located Store::Look(const ModelEntry& entry, const fs::path& path) const {
  Located located = {.path = path};
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return located;
  const Result<FileStamp> stamp = StampOf(path);
  if (!stamp) return located;
  located.state = State::kPresent;
  if (auto known = Recall(MemoOf(path), *stamp); known && Accepts(entry, *known)) {
    located.state = State::kVerified;
    located.sha256 = std::move(known->sha256);
  }
  return located;
}

Located Store::Locate(const ModelEntry& entry) const {
  Located own = Look(entry, FolderOf(entry) / entry.file);
  if (own.state != State::kAbsent || options_.legacy_home.empty()) return own;
  Located legacy = Look(entry, options_.legacy_home / entry.file);
  return legacy.state != State::kAbsent ? legacy : own;
}

Located Store::Settle(const fs::path& file, Verification verification) const {
  Remember(MemoOf(file), verification);
  return {.state = State::kVerified, .path = file, .sha256 = std::move(verification.sha256)};
}

Result<Located> Store::VerifyAt(const ModelEntry& entry, const fs::path& path) const {
  CUTLINE_ASSIGN_OR_RETURN(Verification verification, VerifyFile(entry, path));
  return Settle(path, std::move(verification));
}

Result<Located> Store::Verify(const ModelEntry& entry) const {
  const Located located = Locate(entry);
  if (located.state == State::kAbsent) return std::unexpected(Absent(entry));
  return VerifyAt(entry, located.path);
}

Result<Located> Store::Open(const ModelEntry& entry) const {
  Located located = Locate(entry);
  if (located.state == State::kVerified) return located;
  if (located.state == State::kAbsent) return std::unexpected(Absent(entry));
  Result<Located> verified = VerifyAt(entry, located.path);
  if (!verified && verified.error().code() == Code::kUnprocessable) {
    return std::unexpected(Unusable(entry, located.path, verified.error()));
  }
  return verified;
}

Result<Located> Store::OpenAt(const ModelEntry& entry, const fs::path& path) const {
  Located located = Look(entry, path);
  if (located.state == State::kVerified) return located;
  return VerifyAt(entry, path);
}

Result<Located> Store::Import(const ModelEntry& entry, const fs::path& from, bool force) const {
  static std::atomic<unsigned> serial{0};
  const fs::path target = FolderOf(entry) / entry.file;
  std::error_code error;
  if (!force && fs::exists(target, error)) {
    return std::unexpected(
        AlreadyExists({fmt::format("{} is here already: {}.", entry.name, target.string()),
                       fmt::format("{} 已存在：{}。", entry.name, target.string())})
            .WithHint({"Use --force to replace it.", "使用 --force 替换。"}));
  }
  {
    // A wrong file is told apart before a gigabyte is copied.
    CUTLINE_ASSIGN_OR_RETURN(const InputFile source, InputFile::Open(from));
    CUTLINE_RETURN_IF_ERROR(CheckOutside(entry, source));
  }
  fs::create_directories(target.parent_path(), error);
  if (error) return std::unexpected(CantWrite(target.parent_path(), error));
  const Temporary copy(
      fmt::format("{}.{}.{}.import", target.string(), ::getpid(), serial.fetch_add(1)));
  fs::copy_file(from, copy.path(), error);
  if (!error) error = SyncPath(copy.path());
  if (error) return std::unexpected(CantWrite(copy.path(), error));
  // The copy is what is checked: the source may change at any time.
  CUTLINE_ASSIGN_OR_RETURN(Verification verification, VerifyFile(entry, copy.path()));
  fs::permissions(copy.path(),
                  fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read |
                      fs::perms::others_read,
                  error);
  fs::rename(copy.path(), target, error);
  if (error) return std::unexpected(CantWrite(target, error));
  static_cast<void>(SyncPath(target.parent_path()));
  return Settle(target, std::move(verification));
}

Result<Located> Store::Pull(const ModelEntry& entry, const std::string& url,
                            const OnProgress& progress, const Context& context) const {
  if (Result<Located> have = Open(entry); have) return have;
  const std::string& address = url.empty() ? entry.url : url;
  if (address.empty()) return std::unexpected(Absent(entry));
  const fs::path target = FolderOf(entry) / entry.file;
  CUTLINE_ASSIGN_OR_RETURN(PartFile part, PartFile::Open(target.string() + ".part"));
  DownloadOptions options;
  options.expected_bytes = OnlySize(entry);
  if (options.expected_bytes != 0) options.max_bytes = options.expected_bytes;
  CUTLINE_RETURN_IF_ERROR(Download(address, part, options, progress, context));
  Result<Verification> verification = VerifyFile(entry, part.path());
  if (!verification) {
    if (verification.error().code() == Code::kUnprocessable) part.Discard();
    return std::unexpected(std::move(verification).error());
  }
  CUTLINE_RETURN_IF_ERROR(part.MoveTo(target));
  static_cast<void>(SyncPath(target.parent_path()));
  return Settle(target, std::move(*verification));
}

Status Store::Remove(const ModelEntry& entry) const {
  const fs::path folder = FolderOf(entry);
  const fs::path target = folder / entry.file;
  bool removed = false;
  for (const char* suffix : {"", ".verified", ".part", ".part.from"}) {
    const fs::path path = target.string() + suffix;
    std::error_code error;
    removed = fs::remove(path, error) || removed;
    if (error) return CantWrite(path, error);
  }
  std::error_code not_empty;
  fs::remove(folder, not_empty);
  if (removed) return {};
  const Located located = Locate(entry);
  Status status = NotFound({fmt::format("There is no file of {} to remove.", entry.name),
                            fmt::format("没有可删除的 {} 文件。", entry.name)});
  if (located.state == State::kAbsent) return status;
  return std::move(status).WithHint(
      {fmt::format("{} belongs to another program; delete it there if nobody needs it.",
                   located.path.string()),
       fmt::format("{} 属于其他程序；如无人使用，请在原处删除。", located.path.string())});
}

}  // namespace cutline::models
