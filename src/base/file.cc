#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <system_error>

namespace cutline {
namespace {

std::string Why(int error) { return std::system_category().message(error); }

Status CantRead(const std::filesystem::path& path, int error) {
  if (error == ENOENT || error == ENOTDIR) {
    return NotFound({fmt::format("{} does not exist.", path.string()),
                     fmt::format("{} 不存在。", path.string())});
  }
  return IoError({fmt::format("{} can't be read: {}.", path.string(), Why(error)),
                  fmt::format("无法读取 {}：{}。", path.string(), Why(error))})
      .WithDetail(Why(error));
}

Status CantWrite(const std::filesystem::path& path, int error) {
  Status status = IoError({fmt::format("{} can't be written: {}.", path.string(), Why(error)),
                           fmt::format("无法写入 {}：{}。", path.string(), Why(error))})
                      .WithDetail(Why(error));
  if (error == ENOSPC || error == EDQUOT) {
    return std::move(status).WithHint(
        {"Free some space or write to another disk.", "请释放空间或写入其他磁盘。"});
  }
  if (error == EACCES || error == EPERM || error == EROFS) {
    return std::move(status).WithHint(
        {"Choose a folder that you may write to.", "请选择有写入权限的目录。"});
  }
  return status;
}

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() { Close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int fd() const { return fd_; }
  // Errors that the kernel held back until now (a full disk on NFS) show here.
  int Close() {
    if (fd_ < 0) return 0;
    const int outcome = ::close(fd_) == 0 ? 0 : errno;
    fd_ = -1;
    return outcome;
  }

 private:
  int fd_;
};

int WriteAll(int fd, ByteSpan bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
  return 0;
}

Status IsFolder(const std::filesystem::path& path) {
  return InvalidArgument({fmt::format("{} is a folder.", path.string()),
                          fmt::format("{} 是一个目录。", path.string())});
}

// A new file in `folder` that no one else writes to, and its name. Not derived from the
// final name, which may already be as long as names may be. The serial number alone is not
// enough: two containers that share a folder have the same process ids.
int OpenTemporary(const std::filesystem::path& folder, std::filesystem::path& name) {
  static std::atomic<unsigned> serial{0};
  while (true) {
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    name = folder / fmt::format(".cutline-{:x}-{:x}-{}.part", ::getpid(), now, serial.fetch_add(1));
    const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
}

// Gives `from` the name `to`, which must be free. Returns 0 or errno. One of two writers
// gets EEXIST, whatever the file system offers: a rename that replaces nothing, else hard
// links, else (some FUSE file systems) an empty file as a claim, which is then replaced.
int RenameToFreeName(const char* from, const char* to) {
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) return errno;
  if (::link(from, to) == 0) {
    ::unlink(from);
    return 0;
  }
  if (errno != EPERM && errno != ENOSYS && errno != EOPNOTSUPP && errno != EMLINK) return errno;
  const int claim = ::open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (claim < 0) return errno;
  ::close(claim);
  if (::rename(from, to) == 0) return 0;
  const int error = errno;
  ::unlink(to);
  return error;
}

// Devices and pipes (/dev/null, /dev/stdout, a shell's >(…)) are written to as they are: a
// rename would put a plain file in their place.
Status WriteInto(const std::filesystem::path& path, ByteSpan bytes) {
  File file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (file.fd() < 0) return CantWrite(path, errno);
  int error = WriteAll(file.fd(), bytes);
  if (const int closed = file.Close(); error == 0) error = closed;
  return error == 0 ? Status() : CantWrite(path, error);
}

}  // namespace

Result<ByteBuffer> ReadFile(const std::filesystem::path& path, std::uint64_t max_bytes) {
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd() < 0) return std::unexpected(CantRead(path, errno));
  struct stat info{};
  if (::fstat(file.fd(), &info) != 0) return std::unexpected(CantRead(path, errno));
  if (S_ISDIR(info.st_mode)) return std::unexpected(IsFolder(path));
  if (!S_ISREG(info.st_mode)) {
    return std::unexpected(InvalidArgument({fmt::format("{} is not a regular file.", path.string()),
                                            fmt::format("{} 不是普通文件。", path.string())}));
  }
  if (static_cast<std::uint64_t>(info.st_size) > max_bytes) {
    return std::unexpected(TooLarge(
        {fmt::format("{} is {}; at most {} are read.", path.string(),
                     FormatBytes(static_cast<std::uint64_t>(info.st_size)), FormatBytes(max_bytes)),
         fmt::format("{} 大小为 {}，上限为 {}。", path.string(),
                     FormatBytes(static_cast<std::uint64_t>(info.st_size)),
                     FormatBytes(max_bytes))}));
  }
  ByteBuffer bytes(static_cast<std::size_t>(info.st_size));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(file.fd(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(CantRead(path, errno));
    if (got == 0) break;  // it shrank meanwhile
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Status WriteFile(const std::filesystem::path& path, ByteSpan bytes, Overwrite overwrite) {
  const auto exists = [&] {
    return AlreadyExists({fmt::format("{} exists already.", path.string()),
                          fmt::format("{} 已存在。", path.string())})
        .WithHint({"Use --force to overwrite it, or choose another name.",
                   "使用 --force 覆盖，或换一个文件名。"});
  };
  struct stat old{};
  const bool present = ::stat(path.c_str(), &old) == 0;
  if (!path.has_filename() || (present && S_ISDIR(old.st_mode))) {
    return IsFolder(path).WithHint({"Give the name of a file.", "请给出文件名。"});
  }
  if (present && !S_ISREG(old.st_mode)) return WriteInto(path, bytes);
  if (present && overwrite == Overwrite::kNo) return exists();

  // A link stays a link, and the file that it names is replaced.
  std::error_code unresolved;
  std::filesystem::path target = present ? std::filesystem::canonical(path, unresolved) : path;
  if (unresolved) target = path;
  const std::filesystem::path folder = target.parent_path();
  if (!folder.empty()) {
    std::error_code made;
    std::filesystem::create_directories(folder, made);
    if (made) return CantWrite(folder, made.value());
  }

  std::filesystem::path temporary;
  File file(OpenTemporary(folder, temporary));
  if (file.fd() < 0) return CantWrite(path, errno);
  // What was private stays private, where the file system knows such things.
  if (present) (void)::fchmod(file.fd(), old.st_mode & 07777);
  int error = WriteAll(file.fd(), bytes);
  if (error == 0 && ::fsync(file.fd()) != 0) error = errno;
  if (const int closed = file.Close(); error == 0) error = closed;
  if (error == 0) {
    if (overwrite == Overwrite::kNo) {
      error = RenameToFreeName(temporary.c_str(), target.c_str());
    } else if (::rename(temporary.c_str(), target.c_str()) != 0) {
      error = errno;
    }
  }
  if (error == 0) return {};
  ::unlink(temporary.c_str());
  return error == EEXIST ? exists() : CantWrite(path, error);
}

}  // namespace cutline
