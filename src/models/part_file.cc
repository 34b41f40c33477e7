#include "models/part_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/file.h"

namespace cutline::models {
namespace {

Status CantWrite(const std::filesystem::path& path, int error) {
  const std::string why = std::system_category().message(error);
  Status status = IoError({fmt::format("{} can't be written: {}.", path.string(), why),
                           fmt::format("无法写入 {}：{}。", path.string(), why)})
                      .WithDetail(why);
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    return std::move(status).WithHint({"Free some space, or choose another folder with --home.",
                                       "请释放空间，或用 --home 选择其他目录。"});
  }
  return std::move(status).WithHint(
      {"Choose a folder that you may write to with --home.", "请用 --home 选择有写入权限的目录。"});
}

// Whether the name still leads to what was opened: the holder before us may have
// renamed it to its final name.
bool IsStill(int fd, const std::filesystem::path& path) {
  struct stat opened{};
  struct stat named{};
  return ::fstat(fd, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

}  // namespace

Result<PartFile> PartFile::Open(const std::filesystem::path& path) {
  std::error_code made;
  std::filesystem::create_directories(path.parent_path(), made);
  if (made) return std::unexpected(CantWrite(path.parent_path(), made.value()));
  while (true) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) return std::unexpected(CantWrite(path, errno));
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
      ::close(fd);  // no PartFile yet: an empty one would discard what is another's
      return std::unexpected(
          ResourceExhausted(
              {fmt::format("Another download of {} is under way.", path.stem().string()),
               fmt::format("{} 正在由另一个进程下载。", path.stem().string())})
              .WithHint({"Wait for it to end.", "请等待其完成。"}));
    }
    PartFile part(fd, path);
    if (!IsStill(part.fd_, path)) continue;
    const off_t size = ::lseek(part.fd_, 0, SEEK_END);
    if (size < 0) return std::unexpected(CantWrite(path, errno));
    part.size_ = static_cast<std::uint64_t>(size);
    part.ReadNote();
    return part;
  }
}

PartFile::PartFile(PartFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      size_(other.size_),
      source_(std::move(other.source_)),
      etag_(std::move(other.etag_)) {}

PartFile::~PartFile() {
  if (fd_ < 0) return;
  // An empty one is worth nothing, and its name only puzzles people.
  if (size_ == 0 && IsStill(fd_, path_)) Discard();
  ::close(fd_);
}

std::filesystem::path PartFile::NotePath() const { return path_.string() + ".from"; }

void PartFile::ReadNote() {
  std::ifstream note(NotePath());
  std::getline(note, source_);
  std::getline(note, etag_);
}

Status PartFile::Restart(const std::string& source, const std::string& etag) {
  if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) < 0) return CantWrite(path_, errno);
  size_ = 0;
  source_ = source;
  etag_ = etag;
  return WriteFile(NotePath(), AsBytes(fmt::format("{}\n{}\n", source_, etag_)), Overwrite::kYes);
}

Status PartFile::Append(ByteSpan bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd_, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      const int error = errno;
      // A full disk troubles everything else on the machine: make room at once.
      if (error == ENOSPC || error == EDQUOT || error == EFBIG) Discard();
      return CantWrite(path_, error);
    }
    size_ += static_cast<std::uint64_t>(wrote);
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
  return {};
}

Status PartFile::CheckRoom(std::uint64_t bytes) const {
  struct statvfs disk{};
  if (::fstatvfs(fd_, &disk) != 0) return {};  // the writes will tell
  const std::uint64_t room = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  if (bytes <= room) return {};
  return IoError({fmt::format("The disk has {} free, but {} are needed.", FormatBytes(room),
                              FormatBytes(bytes)),
                  fmt::format("磁盘剩余 {}，但需要 {}。", FormatBytes(room), FormatBytes(bytes))})
      .WithHint({"Free some space, or choose another folder with --home.",
                 "请释放空间，或用 --home 选择其他目录。"});
}

Status PartFile::MoveTo(const std::filesystem::path& target) {
  if (::fsync(fd_) != 0) return CantWrite(path_, errno);
  if (::rename(path_.c_str(), target.c_str()) != 0) return CantWrite(target, errno);
  ::unlink(NotePath().c_str());
  return {};
}

void PartFile::Discard() {
  ::unlink(path_.c_str());
  ::unlink(NotePath().c_str());
}

}  // namespace cutline::models
