#include "inference/mapped_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace cutline::inference {
namespace {

Status CantMap(const std::filesystem::path& path, int error) {
  const std::string why = std::system_category().message(error);
  if (error == ENOENT || error == ENOTDIR) {
    return NotFound({fmt::format("{} does not exist.", path.string()),
                     fmt::format("{} 不存在。", path.string())});
  }
  return IoError({fmt::format("{} can't be read: {}.", path.string(), why),
                  fmt::format("无法读取 {}：{}。", path.string(), why)})
      .WithDetail(why);
}

}  // namespace

Result<MappedFile> MappedFile::Open(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return std::unexpected(CantMap(path, errno));
  struct stat info{};
  int error = ::fstat(fd, &info) == 0 ? 0 : errno;
  if (error == 0 && (!S_ISREG(info.st_mode) || info.st_size == 0)) error = EINVAL;
  void* data = MAP_FAILED;
  if (error == 0) {
    data = ::mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) error = errno;
  }
  ::close(fd);  // the mapping stays
  if (error != 0) return std::unexpected(CantMap(path, error));
  return MappedFile(
      {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(info.st_size)});
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size());
}

void MappedFile::DropPages() const {
  // A private mapping that was never written: dropping its pages loses nothing.
  if (!bytes_.empty()) {
    ::madvise(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size(), MADV_DONTNEED);
  }
}

}  // namespace cutline::inference
