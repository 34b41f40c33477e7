#include "models/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace cutline::models {
namespace {

Status CantRead(const std::filesystem::path& path, int error) {
  if (error == ENOENT || error == ENOTDIR) {
    return NotFound({fmt::format("{} does not exist.", path.string()),
                     fmt::format("{} 不存在。", path.string())});
  }
  const std::string why = std::system_category().message(error);
  return IoError({fmt::format("{} can't be read: {}.", path.string(), why),
                  fmt::format("无法读取 {}：{}。", path.string(), why)})
      .WithDetail(why);
}

FileStamp ToStamp(const struct stat& info) {
  return {.size = static_cast<std::uint64_t>(info.st_size),
          .modified_ns = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec};
}

}  // namespace

Result<FileStamp> StampOf(const std::filesystem::path& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return std::unexpected(CantRead(path, errno));
  return ToStamp(info);
}

Result<InputFile> InputFile::Open(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a pipe without a writer must not wait.
  InputFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), path);
  if (file.fd_ < 0) return std::unexpected(CantRead(path, errno));
  struct stat info{};
  if (::fstat(file.fd_, &info) != 0) return std::unexpected(CantRead(path, errno));
  if (!S_ISREG(info.st_mode)) {
    return std::unexpected(InvalidArgument({fmt::format("{} is not a regular file.", path.string()),
                                            fmt::format("{} 不是普通文件。", path.string())}));
  }
  file.stamp_ = ToStamp(info);
  return file;
}

InputFile::InputFile(InputFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)), stamp_(other.stamp_) {}

InputFile::~InputFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<FileStamp> InputFile::CurrentStamp() const {
  struct stat info{};
  if (::fstat(fd_, &info) != 0) return std::unexpected(CantRead(path_, errno));
  return ToStamp(info);
}

Result<std::size_t> InputFile::ReadAt(std::uint64_t offset, std::span<std::uint8_t> out) const {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got =
        ::pread(fd_, out.data() + filled, out.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(CantRead(path_, errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

}  // namespace cutline::models
