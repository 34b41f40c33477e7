#pragma once
#include <filesystem>

#include "base/bytes.h"

namespace cutline::inference {

// A whole file mapped read-only: its pages count as cache, which the kernel may drop and
// read again, instead of as memory of ours. Only for files that are replaced by renaming
// and never cut short in place, as those of CompiledCache: reading beyond the end of a
// file that shrank is a signal. Move-only.
class MappedFile {
 public:
  MappedFile() = default;  // empty
  // kNotFound or kIo (also for what is not a regular file, or is empty).
  static Result<MappedFile> Open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  [[nodiscard]] ByteSpan bytes() const { return bytes_; }

  // Tells the kernel that the pages read so far are not needed soon. They come back
  // from the file when touched.
  void DropPages() const;

 private:
  explicit MappedFile(ByteSpan bytes) : bytes_(bytes) {}
  ByteSpan bytes_;
};

}  // namespace cutline::inference
