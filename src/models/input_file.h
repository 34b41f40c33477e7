#pragma once
#include <cstdint>
#include <filesystem>
#include <span>

#include "base/status.h"

namespace cutline::models {

// What tells one content of a file from another without reading it.
struct FileStamp {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  // since 1970
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

// kNotFound or kIo.
[[nodiscard]] Result<FileStamp> StampOf(const std::filesystem::path& path);

// A regular file open for reading. Reads go through the descriptor, not a mapping: a
// file that another program cuts short, or a disk that fails, is then an error and not
// a signal. Movable; not thread-safe.
class InputFile {
 public:
  // kNotFound, kInvalidArgument (a folder, a pipe) or kIo.
  static Result<InputFile> Open(const std::filesystem::path& path);
  ~InputFile();
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;

  [[nodiscard]] const FileStamp& stamp() const { return stamp_; }  // when it was opened
  [[nodiscard]] std::uint64_t size() const { return stamp_.size; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] Result<FileStamp> CurrentStamp() const;

  // Fills `out` from `offset` on; fewer bytes only at the end of the file. kIo.
  [[nodiscard]] Result<std::size_t> ReadAt(std::uint64_t offset, std::span<std::uint8_t> out) const;

 private:
  InputFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
  int fd_;  // -1 once moved from
  std::filesystem::path path_;
  FileStamp stamp_;
};

}  // namespace cutline::models
