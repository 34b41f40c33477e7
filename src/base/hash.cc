#include "base/hash.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/check.h"

namespace cutline {
namespace {

// Returns 0 or errno.
int UpdateFromFile(int fd, Hasher& hasher) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) return errno;
  if (S_ISDIR(info.st_mode)) return EISDIR;
  if (!S_ISREG(info.st_mode)) return EINVAL;
  std::vector<std::uint8_t> block(1 << 20);
  while (true) {
    const ssize_t got = ::read(fd, block.data(), block.size());
    if (got == 0) return 0;
    if (got < 0 && errno != EINTR) return errno;
    if (got > 0) hasher.Update(ByteSpan(block).first(static_cast<std::size_t>(got)));
  }
}

}  // namespace

struct Hasher::Digest {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Digest() { EVP_MD_CTX_free(context); }
};

Hasher::Hasher(Kind kind) : digest_(std::make_unique<Digest>()) {
  const EVP_MD* algorithm = kind == Kind::kSha256 ? EVP_sha256() : EVP_md5();
  CUTLINE_CHECK(EVP_DigestInit_ex(digest_->context, algorithm, nullptr) == 1);
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::Update(ByteSpan bytes) {
  CUTLINE_CHECK(EVP_DigestUpdate(digest_->context, bytes.data(), bytes.size()) == 1);
}

std::string Hasher::FinishHex() && {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  CUTLINE_CHECK(EVP_DigestFinal_ex(digest_->context, digest.data(), &size) == 1);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::string Sha256Hex(ByteSpan bytes) {
  Hasher hasher(Hasher::Kind::kSha256);
  hasher.Update(bytes);
  return std::move(hasher).FinishHex();
}

Result<std::string> HashFile(Hasher::Kind kind, const std::filesystem::path& path) {
  const auto fail = [&](int error) {
    const bool absent = error == ENOENT || error == ENOTDIR;
    Status status = absent ? NotFound({fmt::format("{} does not exist.", path.string()),
                                       fmt::format("{} 不存在。", path.string())})
                           : IoError({fmt::format("{} can't be read.", path.string()),
                                      fmt::format("无法读取 {}。", path.string())});
    return std::unexpected(std::move(status).WithDetail(std::system_category().message(error)));
  };
  // Without O_NONBLOCK, opening a named pipe would wait for a writer.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return fail(errno);
  Hasher hasher(kind);
  const int error = UpdateFromFile(fd, hasher);
  ::close(fd);
  if (error != 0) return fail(error);
  return std::move(hasher).FinishHex();
}

}  // namespace cutline
