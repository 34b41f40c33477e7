#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/bytes.h"

namespace cutline::models {

// A download under way: `<file>.part`, and `<file>.part.from`, which says what source
// and what version of it the bytes came from. Locked against other processes and
// threads for as long as the object lives. Left on disk unless Discard or MoveTo was
// called, so that the next try goes on from there. Not thread-safe.
class PartFile {
 public:
  // Opens or makes it. kResourceExhausted (another download holds it) or kIo.
  static Result<PartFile> Open(const std::filesystem::path& path);
  ~PartFile();
  PartFile(PartFile&& other) noexcept;
  PartFile& operator=(PartFile&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

  // Where the bytes came from, in the caller's words of one line; empty where nobody
  // noted it.
  [[nodiscard]] const std::string& source() const { return source_; }
  [[nodiscard]] const std::string& etag() const { return etag_; }

  // Empties it and notes where the coming bytes are from. kIo.
  [[nodiscard]] Status Restart(const std::string& source, const std::string& etag);
  // kIo; a full disk is told as such, and what was written is thrown away.
  [[nodiscard]] Status Append(ByteSpan bytes);
  // kIo where the disk can't hold `bytes` more.
  [[nodiscard]] Status CheckRoom(std::uint64_t bytes) const;

  // Syncs, then renames to `target`. The object is done with afterwards. kIo.
  [[nodiscard]] Status MoveTo(const std::filesystem::path& target);
  void Discard();

 private:
  PartFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
  [[nodiscard]] std::filesystem::path NotePath() const;
  void ReadNote();

  int fd_;  // -1 once moved from
  std::filesystem::path path_;
  std::uint64_t size_ = 0;
  std::string source_;
  std::string etag_;
};

}  // namespace cutline::models
