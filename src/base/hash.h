#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace cutline {

// A running SHA-256 or MD5 digest (MD5 only to check files that were published
// with nothing better). Not thread-safe.
class Hasher {
 public:
  enum class Kind { kSha256, kMd5 };

  explicit Hasher(Kind kind);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  void Update(ByteSpan bytes);
  [[nodiscard]] std::string FinishHex() &&;  // lower case

 private:
  struct Digest;
  std::unique_ptr<Digest> digest_;
};

[[nodiscard]] std::string Sha256Hex(ByteSpan bytes);

// Reads the file once. kNotFound or kIo.
[[nodiscard]] Result<std::string> HashFile(Hasher::Kind kind, const std::filesystem::path& path);

}  // namespace cutline
