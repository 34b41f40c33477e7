#include "inference/compiled_cache.h"

#include <gtest/gtest.h>

#include <ostream>

#include "models/testing/temp_dir.h"

namespace cutline::inference {
namespace {

namespace fs = std::filesystem;
using models::testing::Slurp;
using models::testing::TempDir;

CompiledKey Key(int threads = 2) {
  return {.model_sha256 = std::string(64, 'a'),
          .engine = "openvino 2026.4.1",
          .cpu_features = "avx2",
          .precision = Precision::kF32,
          .threads = threads,
          .input_shape = {1, 3, 320, 320}};
}

class CompiledCacheTest : public testing::Test {
 protected:
  Status Put(const CompiledCache& cache, const CompiledKey& key, const std::string& content) {
    return cache.Put(key, [&](std::ostream& stream) {
      stream << content;
      return Status();
    });
  }
  std::size_t Files() const {
    const fs::directory_iterator files(folder_);
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }
  TempDir root_;
  fs::path folder_ = root_.path() / "compiled";
  CompiledCache cache_{folder_};
};

TEST_F(CompiledCacheTest, GivesBackWhatWasPut) {
  const std::string content(100000, 'c');
  ASSERT_TRUE(Put(cache_, Key(), content).ok());
  const auto found = cache_.Find(Key());
  ASSERT_TRUE(found);
  EXPECT_EQ(AsText(found->bytes()), content);
  found->DropPages();
  EXPECT_EQ(AsText(found->bytes()), content);  // read again from the file
  EXPECT_EQ(Files(), 1U);
}

TEST_F(CompiledCacheTest, HasNothingAtFirst) {
  const auto found = cache_.Find(Key());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code(), Code::kNotFound);
}

TEST_F(CompiledCacheTest, AWriterMayGoBackInItsStream) {
  const Status status = cache_.Put(Key(), [](std::ostream& stream) {
    stream << "????content";
    stream.seekp(0);
    stream << "head";
    return Status();
  });
  ASSERT_TRUE(status.ok());
  const auto found = cache_.Find(Key());
  ASSERT_TRUE(found);
  EXPECT_EQ(AsText(found->bytes()), "headcontent");
}

TEST_F(CompiledCacheTest, ReplacesWhileAReaderHoldsTheOldOne) {
  ASSERT_TRUE(Put(cache_, Key(), "old").ok());
  const auto old = cache_.Find(Key());
  ASSERT_TRUE(old);
  ASSERT_TRUE(Put(cache_, Key(), "new").ok());
  EXPECT_EQ(AsText(old->bytes()), "old");
  EXPECT_EQ(AsText(cache_.Find(Key())->bytes()), "new");
}

TEST_F(CompiledCacheTest, EveryPartOfTheKeyCounts) {
  ASSERT_TRUE(Put(cache_, Key(), "content").ok());
  std::vector<CompiledKey> others(6, Key());
  others[0].model_sha256.back() = 'b';
  others[1].engine += "1";
  others[2].cpu_features += " amx_bf16";
  others[3].precision = Precision::kBf16;
  others[4].threads = 3;
  others[5].input_shape = {1, 3, 320, 321};
  for (const CompiledKey& other : others) {
    EXPECT_EQ(cache_.Find(other).error().code(), Code::kNotFound) << cache_.PathOf(other);
  }
}

TEST_F(CompiledCacheTest, NeverHandsOutADamagedFileAndDeletesIt) {
  ASSERT_TRUE(Put(cache_, Key(), std::string(5000, 'c')).ok());
  const fs::path path = cache_.PathOf(Key());
  const std::string good = Slurp(path);
  const auto flipped = [&](std::size_t at) {
    std::string bad = good;
    bad[at] ^= 1;
    return bad;
  };
  const std::vector<std::string> damages = {flipped(0),
                                            flipped(4999),
                                            flipped(5000),
                                            flipped(5064),
                                            flipped(good.size() - 1),
                                            good.substr(0, 100),
                                            good.substr(0, good.size() - 1),
                                            good.substr(1),
                                            good + "x",
                                            "x"};
  for (const std::string& bad : damages) {
    root_.Write(path, bad);
    const auto found = cache_.Find(Key());
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code(), Code::kUnprocessable);
    EXPECT_FALSE(fs::exists(path));
  }
}

TEST_F(CompiledCacheTest, AnEmptyFileIsNoEntry) {
  root_.Write(cache_.PathOf(Key()), "");
  EXPECT_EQ(cache_.Find(Key()).error().code(), Code::kIo);
  EXPECT_TRUE(Put(cache_, Key(), "content").ok());
  EXPECT_TRUE(cache_.Find(Key()));
}

TEST_F(CompiledCacheTest, RefusesTheFileOfAnotherKey) {
  ASSERT_TRUE(Put(cache_, Key(3), "three").ok());
  fs::rename(cache_.PathOf(Key(3)), cache_.PathOf(Key(2)));
  EXPECT_EQ(cache_.Find(Key(2)).error().code(), Code::kUnprocessable);
}

TEST_F(CompiledCacheTest, AFailedWriteLeavesNothingBehind) {
  const Status status = cache_.Put(Key(), [](std::ostream& stream) {
    stream << "half";
    return Internal("Export failed.");
  });
  EXPECT_EQ(status.code(), Code::kInternal);
  EXPECT_EQ(Files(), 0U);
}

TEST_F(CompiledCacheTest, SaysWhenTheFolderCantBeMade) {
  root_.Write("file", "in the way");
  const Status status = Put(CompiledCache(root_.path() / "file" / "compiled"), Key(), "content");
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_FALSE(status.hint().empty());
}

TEST_F(CompiledCacheTest, SaysWhenTheDiskIsFull) {
  // What the stream tells when a write failed.
  const Status status = cache_.Put(Key(), [](std::ostream& stream) {
    stream.setstate(std::ios::badbit);
    return Status();
  });
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_EQ(Files(), 0U);
}

TEST_F(CompiledCacheTest, DropsWhatWasUnusedForLongest) {
  const std::string content(1000, 'c');
  const CompiledCache small(folder_, 3000);  // two, with their footers
  const auto age = [&](int threads, int hours) {
    fs::last_write_time(small.PathOf(Key(threads)),
                        fs::file_time_type::clock::now() - std::chrono::hours(hours));
  };
  ASSERT_TRUE(Put(small, Key(1), content).ok());
  ASSERT_TRUE(Put(small, Key(2), content).ok());
  age(1, 10);
  age(2, 5);
  ASSERT_TRUE(small.Find(Key(1)));  // used again
  ASSERT_TRUE(Put(small, Key(3), content).ok());
  EXPECT_TRUE(small.Find(Key(1)));
  EXPECT_FALSE(small.Find(Key(2)));
  EXPECT_TRUE(small.Find(Key(3)));
}

TEST_F(CompiledCacheTest, KeepsAnEntryLargerThanTheLimit) {
  const CompiledCache tiny(folder_, 10);
  ASSERT_TRUE(Put(tiny, Key(), "content").ok());
  EXPECT_TRUE(tiny.Find(Key()));
}

TEST_F(CompiledCacheTest, SweepsUpAfterACrash) {
  const fs::path abandoned = root_.Write(folder_ / "x.blob.1.0.part", "half");
  const fs::path fresh = root_.Write(folder_ / "x.blob.2.0.part", "half");
  fs::last_write_time(abandoned, fs::file_time_type::clock::now() - std::chrono::hours(2));
  ASSERT_TRUE(Put(cache_, Key(), "content").ok());
  EXPECT_FALSE(fs::exists(abandoned));
  EXPECT_TRUE(fs::exists(fresh));  // another process may be writing it
}

}  // namespace
}  // namespace cutline::inference
