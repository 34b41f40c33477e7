#include "base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

namespace cutline {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kNoLimit = 1ULL << 40;

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("file-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Status Write(const fs::path& path, std::string_view text, Overwrite overwrite = Overwrite::kNo) {
    return WriteFile(path, AsBytes(text), overwrite);
  }
  std::string Read(const fs::path& path) {
    const auto bytes = ReadFile(path, kNoLimit);
    return bytes ? std::string(AsText(*bytes)) : bytes.error().ToString();
  }
  std::size_t Files() const {  // hidden ones too
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}));
  }
  fs::path folder_;
};

TEST_F(FileTest, ReadsBackWhatItWrote) {
  const std::string text("a\0b\xFF\n", 5);
  EXPECT_TRUE(Write(folder_ / "x", text).ok());
  EXPECT_EQ(Read(folder_ / "x"), text);
  EXPECT_TRUE(Write(folder_ / "empty", "").ok());
  EXPECT_EQ(Read(folder_ / "empty"), "");
  EXPECT_EQ(Files(), 2U);  // and nothing beside them
}

TEST_F(FileTest, ReadsExactlyUpToItsLimit) {
  EXPECT_TRUE(Write(folder_ / "x", "12345").ok());
  EXPECT_TRUE(ReadFile(folder_ / "x", 5).has_value());
  const auto bytes = ReadFile(folder_ / "x", 4);
  ASSERT_FALSE(bytes.has_value());
  EXPECT_EQ(bytes.error().code(), Code::kTooLarge);
}

TEST_F(FileTest, SaysWhyItCannotRead) {
  EXPECT_EQ(ReadFile(folder_ / "absent", kNoLimit).error().code(), Code::kNotFound);
  EXPECT_EQ(ReadFile("", kNoLimit).error().code(), Code::kNotFound);
  EXPECT_EQ(ReadFile(folder_, kNoLimit).error().code(), Code::kInvalidArgument);
  EXPECT_TRUE(Write(folder_ / "x", "").ok());
  EXPECT_EQ(ReadFile(folder_ / "x" / "below-a-file", kNoLimit).error().code(), Code::kNotFound);
  EXPECT_EQ(ReadFile("/dev/zero", kNoLimit).error().code(), Code::kInvalidArgument);
  fs::create_symlink("loop", folder_ / "loop");
  EXPECT_EQ(ReadFile(folder_ / "loop", kNoLimit).error().code(), Code::kIo);
}

TEST_F(FileTest, DoesNotHangOnANamedPipe) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(ReadFile(folder_ / "pipe", kNoLimit).error().code(), Code::kInvalidArgument);
}

TEST_F(FileTest, RefusesToOverwriteUnlessTold) {
  EXPECT_TRUE(Write(folder_ / "x", "old").ok());
  const Status status = Write(folder_ / "x", "new");
  EXPECT_EQ(status.code(), Code::kAlreadyExists);
  EXPECT_NE(status.hint().en.find("--force"), std::string::npos);
  EXPECT_EQ(Read(folder_ / "x"), "old");
  EXPECT_TRUE(Write(folder_ / "x", "new", Overwrite::kYes).ok());
  EXPECT_EQ(Read(folder_ / "x"), "new");
  EXPECT_EQ(Files(), 1U);
}

TEST_F(FileTest, DoesNotWriteThroughADanglingLinkUnlessTold) {
  fs::create_symlink("nowhere", folder_ / "link");
  EXPECT_EQ(Write(folder_ / "link", "new").code(), Code::kAlreadyExists);
  EXPECT_EQ(Files(), 1U);
  EXPECT_TRUE(Write(folder_ / "link", "new", Overwrite::kYes).ok());
  EXPECT_EQ(Read(folder_ / "link"), "new");
}

TEST_F(FileTest, KeepsALinkAndReplacesItsFile) {
  fs::create_directories(folder_ / "real");
  EXPECT_TRUE(Write(folder_ / "real" / "x", "old").ok());
  fs::create_symlink("real/x", folder_ / "link");
  EXPECT_EQ(Write(folder_ / "link", "new").code(), Code::kAlreadyExists);
  EXPECT_TRUE(Write(folder_ / "link", "new", Overwrite::kYes).ok());
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(Read(folder_ / "real" / "x"), "new");
}

TEST_F(FileTest, KeepsThePermissionsOfWhatItReplaces) {
  EXPECT_TRUE(Write(folder_ / "x", "old").ok());
  fs::permissions(folder_ / "x", fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(Write(folder_ / "x", "new", Overwrite::kYes).ok());
  EXPECT_EQ(fs::status(folder_ / "x").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(FileTest, GivesNewFilesWhatTheUmaskLeaves) {
  const mode_t before = ::umask(027);
  EXPECT_TRUE(Write(folder_ / "x", "").ok());
  ::umask(before);
  EXPECT_EQ(static_cast<unsigned>(fs::status(folder_ / "x").permissions()), 0640U);
}

TEST_F(FileTest, MakesMissingFolders) {
  EXPECT_TRUE(Write(folder_ / "a" / "b" / "x", "deep").ok());
  EXPECT_EQ(Read(folder_ / "a" / "b" / "x"), "deep");
}

TEST_F(FileTest, WritesBesideTheWorkingFolderWithoutAFolderInTheName) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  EXPECT_TRUE(Write("plain", "here").ok());
  fs::current_path(before);
  EXPECT_EQ(Read(folder_ / "plain"), "here");
  EXPECT_EQ(Files(), 1U);
}

TEST_F(FileTest, TakesNamesAsLongAsTheyMayBe) {
  std::string name;
  while (name.size() + 3 <= 255) name += "名";
  EXPECT_TRUE(Write(folder_ / name, "long").ok());
  EXPECT_EQ(Read(folder_ / name), "long");
  EXPECT_EQ(Write(folder_ / (name + "名"), "").code(), Code::kIo);
  EXPECT_EQ(Files(), 1U);
}

TEST_F(FileTest, RefusesAFolderAsItsTarget) {
  for (const Overwrite overwrite : {Overwrite::kNo, Overwrite::kYes}) {
    EXPECT_EQ(Write(folder_, "x", overwrite).code(), Code::kInvalidArgument);
    EXPECT_EQ(Write(folder_ / "new" / "", "x", overwrite).code(), Code::kInvalidArgument);
    EXPECT_EQ(Write("", "x", overwrite).code(), Code::kInvalidArgument);
  }
  EXPECT_EQ(Files(), 0U);
}

TEST_F(FileTest, RefusesAFileAsItsFolder) {
  EXPECT_TRUE(Write(folder_ / "x", "").ok());
  EXPECT_EQ(Write(folder_ / "x" / "y", "").code(), Code::kIo);
  EXPECT_EQ(Write(folder_ / "x" / "y" / "z", "").code(), Code::kIo);
}

TEST_F(FileTest, WritesIntoDevicesAndPipesInsteadOfReplacingThem) {
  EXPECT_TRUE(Write("/dev/null", "x").ok());
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  const int reader = ::open((folder_ / "pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  EXPECT_TRUE(Write(folder_ / "pipe", "through", Overwrite::kYes).ok());
  std::array<char, 16> got{};
  EXPECT_EQ(::read(reader, got.data(), got.size()), 7);
  EXPECT_STREQ(got.data(), "through");
  EXPECT_TRUE(fs::is_fifo(folder_ / "pipe"));
  ::close(reader);
}

TEST_F(FileTest, SaysWhatToDoWhenTheDiskIsFull) {
  const Status status = Write("/dev/full", "x", Overwrite::kYes);
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_NE(status.hint().en.find("space"), std::string::npos);
  EXPECT_FALSE(status.hint().zh.empty());
  EXPECT_NE(status.detail(), "");
}

// A disk that fills while writing, played by the limit on the size of files.
TEST_F(FileTest, LeavesNothingBehindWhenWritingFails) {
  EXPECT_TRUE(Write(folder_ / "old", "old").ok());
  const auto fail_twice = [&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{.rlim_cur = 1000, .rlim_max = 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string text(5000, 'x');
    const bool right = Write(folder_ / "new", text).code() == Code::kIo &&
                       Write(folder_ / "old", text, Overwrite::kYes).code() == Code::kIo;
    std::_Exit(right ? 0 : 1);
  };
  EXPECT_EXIT(fail_twice(), testing::ExitedWithCode(0), "");
  EXPECT_EQ(Read(folder_ / "old"), "old");
  EXPECT_EQ(Files(), 1U);
}

TEST_F(FileTest, SaysWhatToDoWhenItMayNotWrite) {
  fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_exec);
  const auto fail = [&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) std::_Exit(2);  // root may write anywhere
    const Status status = Write(folder_ / "x", "x");
    std::_Exit(status.code() == Code::kIo && status.hint().en.find("may write") != std::string::npos
                   ? 0
                   : 1);
  };
  EXPECT_EXIT(fail(), testing::ExitedWithCode(0), "");
  fs::permissions(folder_, fs::perms::owner_all);
  EXPECT_EQ(Files(), 0U);
}

TEST_F(FileTest, LetsOneOfManyWritersWinWithoutOverwriting) {
  for (int round = 0; round < 20; ++round) {
    const fs::path path = folder_ / std::to_string(round);
    std::atomic<int> won{0};
    std::atomic<int> lost{0};
    {
      std::vector<std::jthread> writers;
      for (int i = 0; i < 4; ++i) {
        writers.emplace_back([&, i] {
          const Status status = Write(path, std::string(1000, static_cast<char>('a' + i)));
          if (status.ok()) ++won;
          if (status.code() == Code::kAlreadyExists) ++lost;
        });
      }
    }
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 3);
  }
  EXPECT_EQ(Files(), 20U);
}

TEST_F(FileTest, ShowsReadersTheOldOrTheNewFileNeverAMixture) {
  const std::string a(100'000, 'a');
  const std::string b(100'000, 'b');
  EXPECT_TRUE(Write(folder_ / "x", a).ok());
  std::jthread writer([&] {
    for (int i = 0; i < 20; ++i)
      EXPECT_TRUE(Write(folder_ / "x", i % 2 == 0 ? b : a, Overwrite::kYes).ok());
  });
  for (int i = 0; i < 50; ++i) {
    const std::string seen = Read(folder_ / "x");
    EXPECT_TRUE(seen == a || seen == b) << seen.size();
  }
}

}  // namespace
}  // namespace cutline
