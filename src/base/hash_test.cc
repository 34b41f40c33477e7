#include "base/hash.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

namespace cutline {
namespace {

// FIPS 180-4's examples.
TEST(Sha256, AgreesWithKnownVectors) {
  EXPECT_EQ(Sha256Hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex(AsBytes("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex(AsBytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

// RFC 1321's test suite.
TEST(Md5, AgreesWithKnownVectors) {
  const auto md5 = [](std::string_view text) {
    Hasher hasher(Hasher::Kind::kMd5);
    hasher.Update(AsBytes(text));
    return std::move(hasher).FinishHex();
  };
  EXPECT_EQ(md5(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(Hasher, DoesNotCareHowItsInputIsCut) {
  const std::string million(1'000'000, 'a');
  Hasher hasher(Hasher::Kind::kSha256);
  for (std::size_t at = 0; at < million.size(); at += 777) {
    hasher.Update(AsBytes(std::string_view(million).substr(at, 777)));
    hasher.Update({});
  }
  Hasher moved = std::move(hasher);
  EXPECT_EQ(std::move(moved).FinishHex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

class HashFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / ("hash-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(HashFileTest, HashesMoreThanOneBlock) {
  ByteBuffer bytes((3 << 20) + 17);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 31 >> 3);
  ASSERT_TRUE(WriteFile(folder_ / "x", bytes, Overwrite::kNo).ok());
  EXPECT_EQ(HashFile(Hasher::Kind::kSha256, folder_ / "x"), Sha256Hex(bytes));
}

TEST_F(HashFileTest, HashesAnEmptyFile) {
  ASSERT_TRUE(WriteFile(folder_ / "x", {}, Overwrite::kNo).ok());
  EXPECT_EQ(HashFile(Hasher::Kind::kMd5, folder_ / "x"), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST_F(HashFileTest, SaysWhyItCannot) {
  const auto code = [](const std::filesystem::path& path) {
    const auto hash = HashFile(Hasher::Kind::kSha256, path);
    return hash ? Code::kOk : hash.error().code();
  };
  EXPECT_EQ(code(folder_ / "absent"), Code::kNotFound);
  EXPECT_EQ(code(folder_), Code::kIo);
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(code(folder_ / "pipe"), Code::kIo);  // and does not hang
  EXPECT_EQ(code("/dev/zero"), Code::kIo);
}

}  // namespace
}  // namespace cutline
