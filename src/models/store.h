#pragma once
#include <filesystem>
#include <string>

#include "base/context.h"
#include "models/catalogue.h"
#include "models/download.h"
#include "models/verification.h"

namespace cutline::models {

enum class State {
  kAbsent,
  kPresent,
  kVerified
};  // "loaded" is the server's word, not the folder's

[[nodiscard]] std::string_view StateName(State state);

struct Located {
  State state = State::kAbsent;
  std::filesystem::path path;  // where it is, or would be
  std::string sha256;          // known once verified
};

struct StoreOptions {
  std::filesystem::path home;         // $CUTLINE_HOME: files lie in <home>/models/<name>/<file>
  std::filesystem::path legacy_home;  // ~/.u2net, searched but never written; may be empty
};

// The models folder. A file counts as verified once its hash was checked; that is
// remembered beside it (size and time of change must still agree), so start-up does not
// read a gigabyte. Thread-safe: state lies on disk alone.
class Store {
 public:
  explicit Store(StoreOptions options);

  [[nodiscard]] Located Locate(const ModelEntry& entry) const;

  // Checks size, hash and shape of the file. kUnavailable (absent, hint says how to get
  // it) or kUnprocessable with the reason: wrong hash, truncated, HTML, external data,
  // wrong input rank.
  [[nodiscard]] Result<Located> Verify(const ModelEntry& entry) const;

  // As Verify, but trusts the remembered check: what loading a model calls.
  [[nodiscard]] Result<Located> Open(const ModelEntry& entry) const;

  // As Open, for a file that lies outside the folder and stays there: a custom model.
  // kNotFound if it is absent.
  [[nodiscard]] Result<Located> OpenAt(const ModelEntry& entry,
                                       const std::filesystem::path& path) const;

  // Copies a file in after checking it. kAlreadyExists unless `force`; kNotFound, kIo, or
  // as Verify. `from` is only read.
  [[nodiscard]] Result<Located> Import(const ModelEntry& entry, const std::filesystem::path& from,
                                       bool force) const;

  // Downloads from `url` (empty: the entry's own), resuming a partial file; checks the
  // hash; renames atomically. Does nothing where a good file lies already; replaces a bad
  // one. A download that turns out wrong is deleted, one that broke off is kept to go on
  // from. kUnavailable where there is no address, kResourceExhausted while another process
  // pulls the same, kIo, the context's codes, or as Verify.
  [[nodiscard]] Result<Located> Pull(const ModelEntry& entry, const std::string& url,
                                     const OnProgress& progress, const Context& context) const;

  // Deletes the file, what was remembered of it and a download that broke off. kNotFound
  // if there is none; a file in the legacy folder is not ours and stays.
  [[nodiscard]] Status Remove(const ModelEntry& entry) const;

  [[nodiscard]] const StoreOptions& options() const { return options_; }

 private:
  [[nodiscard]] std::filesystem::path FolderOf(const ModelEntry& entry) const;
  [[nodiscard]] std::filesystem::path MemoOf(const std::filesystem::path& file) const;
  [[nodiscard]] Located Look(const ModelEntry& entry, const std::filesystem::path& path) const;
  [[nodiscard]] Result<Located> VerifyAt(const ModelEntry& entry,
                                         const std::filesystem::path& path) const;
  // Makes the verified `file` (already under its final name) known.
  Located Settle(const std::filesystem::path& file, Verification verification) const;

  StoreOptions options_;
};

}  // namespace cutline::models
