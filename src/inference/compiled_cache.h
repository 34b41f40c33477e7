#pragma once
#include <functional>
#include <iosfwd>

#include "inference/engine.h"
#include "inference/mapped_file.h"

namespace cutline::inference {

// Everything that a compiled network depends on.
struct CompiledKey {
  std::string model_sha256;
  std::string engine;        // name and version
  std::string cpu_features;  // CpuInfo::Features()
  Precision precision = Precision::kF32;
  int threads = 1;
  int lanes = 1;
  Shape input_shape;  // empty: the model's own

  // Hex, 64 characters.
  [[nodiscard]] std::string Digest() const;
};

// A compiled network as the engine wrote it, backed by its file.
class CompiledBlob {
 public:
  CompiledBlob() = default;  // empty
  CompiledBlob(MappedFile file, std::size_t size) : file_(std::move(file)), size_(size) {}
  [[nodiscard]] ByteSpan bytes() const { return file_.bytes().first(size_); }
  void DropPages() const { file_.DropPages(); }

 private:
  MappedFile file_;
  std::size_t size_ = 0;  // of the payload; a footer follows it
};

// Compiled networks in a folder, a file each, so that a start need not compile again. A
// file carries its key and the hash of its content: one that is torn, damaged or another
// key's is never handed out. Beyond `max_bytes` the files unused for longest go.
// Thread-safe, and safe among processes: state lies on disk alone, whole files are
// renamed into place.
class CompiledCache {
 public:
  explicit CompiledCache(std::filesystem::path folder, std::uint64_t max_bytes = 2ULL << 30);

  // kNotFound, kUnprocessable (damaged; the file is deleted), or kIo.
  [[nodiscard]] Result<CompiledBlob> Find(const CompiledKey& key) const;

  // Stores what `write` puts into the stream, in place of an older one. A failure of
  // `write` is handed on, and kIo; neither leaves anything behind.
  [[nodiscard]] Status Put(const CompiledKey& key,
                           const std::function<Status(std::ostream&)>& write) const;

  // Forgets an entry that the engine could not use. No error if there is none.
  void Discard(const CompiledKey& key) const;

  [[nodiscard]] std::filesystem::path PathOf(const CompiledKey& key) const;

 private:
  void DropOldest(const std::filesystem::path& keep) const;

  std::filesystem::path folder_;
  std::uint64_t max_bytes_;
};

}  // namespace cutline::inference
