#include "models/store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include <fmt/format.h>

#include "base/hash.h"
#include "models/testing/onnx_builder.h"
#include "models/testing/real_weights.h"
#include "models/testing/temp_dir.h"

namespace cutline::models {
namespace {

namespace fs = std::filesystem;
using testing::Onnx;
using testing::Slurp;

std::string Md5Of(const std::string& content) {
  Hasher hasher(Hasher::Kind::kMd5);
  hasher.Update(AsBytes(content));
  return std::move(hasher).FinishHex();
}

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    entry_.name = "net";
    entry_.file = "net.onnx";
    entry_.get = "cutline models pull net";
    entry_.bytes = good_.size();
    entry_.sha256 = Sha256Hex(AsBytes(good_));
  }

  fs::path Place(const std::string& content) {
    return dir_.Write("home/models/net/net.onnx", content);
  }
  fs::path PlaceLegacy(const std::string& content) {
    return dir_.Write("legacy/net.onnx", content);
  }

  // Changes the content but neither size nor time: only reading it can tell.
  static void ChangeBehindTheStamp(const fs::path& path) {
    struct stat before{};
    ASSERT_EQ(::stat(path.c_str(), &before), 0);
    std::string content = Slurp(path);
    content.back() = static_cast<char>(content.back() ^ 1);
    std::ofstream(path, std::ios::binary) << content;
    const timespec times[2] = {before.st_atim, before.st_mtim};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }

  // All paths below the folder of the test, for "nothing was left behind".
  std::vector<std::string> Tree(const char* below) const {
    std::vector<std::string> paths;
    const fs::path root = dir_.path() / below;
    if (!fs::exists(root)) return paths;
    for (const auto& item : fs::recursive_directory_iterator(root)) {
      if (item.is_regular_file()) paths.push_back(item.path().lexically_relative(root).string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
  }

  using Paths = std::vector<std::string>;
  const std::string good_ = Onnx();
  const std::string other_ = Onnx({.weights = 65});
  testing::TempDir dir_;
  Store store_{{.home = dir_.path() / "home", .legacy_home = dir_.path() / "legacy"}};
  ModelEntry entry_;
};

TEST_F(StoreTest, SaysWhereAnAbsentFileBelongsAndHowToGetIt) {
  const Located located = store_.Locate(entry_);
  EXPECT_EQ(located.state, State::kAbsent);
  EXPECT_EQ(located.path, dir_.path() / "home/models/net/net.onnx");
  const auto opened = store_.Open(entry_);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code(), Code::kUnavailable);
  EXPECT_EQ(opened.error().hint().en,
            "Get them with “cutline models pull net”, or bring a file in with “cutline models "
            "import net FILE”.");
  EXPECT_EQ(store_.Verify(entry_).error().code(), Code::kUnavailable);
}

TEST_F(StoreTest, RemembersAVerification) {
  Place(good_);
  EXPECT_EQ(store_.Locate(entry_).state, State::kPresent);
  const auto verified = store_.Verify(entry_);
  ASSERT_TRUE(verified.has_value()) << verified.error().ToString();
  EXPECT_EQ(verified->sha256, entry_.sha256);
  const Located again = Store(store_.options()).Locate(entry_);
  EXPECT_EQ(again.state, State::kVerified);
  EXPECT_EQ(again.sha256, entry_.sha256);
}

TEST_F(StoreTest, OpenTrustsTheMemoButVerifyReads) {
  const fs::path path = Place(good_);
  ASSERT_TRUE(store_.Open(entry_).has_value());
  ChangeBehindTheStamp(path);
  EXPECT_TRUE(store_.Open(entry_).has_value());
  EXPECT_EQ(store_.Verify(entry_).error().code(), Code::kUnprocessable);
}

TEST_F(StoreTest, ForgetsWhenTheFileChanges) {
  Place(good_);
  ASSERT_TRUE(store_.Open(entry_).has_value());
  Place(other_);
  EXPECT_EQ(store_.Locate(entry_).state, State::kPresent);
  EXPECT_EQ(store_.Open(entry_).error().code(), Code::kUnavailable);
}

TEST_F(StoreTest, ForgetsWhenTheCatalogueWantsAnotherHash) {
  Place(good_);
  ASSERT_TRUE(store_.Open(entry_).has_value());
  entry_.sha256 = std::string(64, '0');
  EXPECT_EQ(store_.Locate(entry_).state, State::kPresent);
}

TEST_F(StoreTest, IgnoresABrokenMemo) {
  Place(good_);
  for (const char* memo : {"", "cutline-verified-1\nsize x\n", "garbage"}) {
    dir_.Write("home/models/net/net.onnx.verified", memo);
    EXPECT_EQ(store_.Locate(entry_).state, State::kPresent);
  }
}

TEST_F(StoreTest, AcceptsEitherOfTwoPublishedFiles) {
  entry_.also.push_back({.bytes = 0, .sha256 = "", .md5 = Md5Of(other_), .note = "another"});
  Place(other_);
  const auto opened = store_.Open(entry_);
  ASSERT_TRUE(opened.has_value()) << opened.error().ToString();
  EXPECT_EQ(opened->sha256, Sha256Hex(AsBytes(other_)));
  EXPECT_EQ(store_.Locate(entry_).state, State::kVerified);
  Place(good_);
  EXPECT_TRUE(store_.Open(entry_).has_value());
  Place(Onnx({.weights = 66}));
  EXPECT_EQ(store_.Open(entry_).error().code(), Code::kUnavailable);
}

TEST_F(StoreTest, ChecksMd5WhereNothingBetterWasPublished) {
  entry_.sha256.clear();
  entry_.bytes = 0;
  entry_.md5 = Md5Of(good_);
  Place(good_);
  EXPECT_TRUE(store_.Open(entry_).has_value());
  Place(other_);
  EXPECT_NE(store_.Open(entry_).error().sentence().en.find("its md5 is"), std::string::npos);
}

TEST_F(StoreTest, RefusesBadFilesWithTheReason) {
  const auto refusal = [&](const std::string& content) {
    Place(content);
    const auto opened = store_.Open(entry_);
    if (opened) return std::string("accepted");
    EXPECT_EQ(opened.error().code(), Code::kUnavailable);
    EXPECT_EQ(store_.Locate(entry_).state, State::kPresent);
    const std::string said = opened.error().sentence().en;
    const std::string where =
        fmt::format("The weights file {} can't be used. ", store_.Locate(entry_).path.string());
    EXPECT_TRUE(said.starts_with(where)) << said;
    return said.substr(std::min(said.size(), where.size()));
  };
  EXPECT_EQ(refusal("<!doctype html><title>404</title>"), "The file is a web page, not a model.");
  EXPECT_EQ(refusal("").substr(0, 17), "The file is empty");
  EXPECT_EQ(refusal(good_.substr(0, good_.size() / 2)).substr(0, 21), "The file is cut short");
  EXPECT_EQ(refusal(Onnx({.extra_in_graph = testing::Bytes(5, testing::ExternalTensor("w"))}))
                .substr(0, 26),
            "The model keeps its weight");
  EXPECT_EQ(refusal(Onnx({.input_shape = {3, 320, 320}})).substr(0, 26),
            "The network's input has 3 ");
  EXPECT_EQ(refusal(other_).substr(0, 13), "The file has ");
  std::string changed = good_;
  changed[changed.find("test")] = 'b';
  EXPECT_EQ(refusal(changed).substr(0, 39), "This is not the published file of net: ");
}

TEST_F(StoreTest, LetsPromptedNetworksHaveShapesOfTheirOwn) {
  const std::string encoder = Onnx({.input_shape = {684, 1024, 3}});
  entry_.output = OutputTreatment::kPrompted;
  entry_.bytes = 0;
  entry_.sha256 = Sha256Hex(AsBytes(encoder));
  Place(encoder);
  EXPECT_TRUE(store_.Open(entry_).has_value());
}

TEST_F(StoreTest, UsesALegacyFileAndNeverWritesThere) {
  const fs::path path = PlaceLegacy(good_);
  const auto opened = store_.Open(entry_);
  ASSERT_TRUE(opened.has_value()) << opened.error().ToString();
  EXPECT_EQ(opened->path, path);
  EXPECT_EQ(store_.Locate(entry_).state, State::kVerified);  // remembered elsewhere
  EXPECT_EQ(Tree("legacy"), (Paths{"net.onnx"}));
  const Status removed = store_.Remove(entry_);
  EXPECT_EQ(removed.code(), Code::kNotFound);
  EXPECT_NE(removed.hint().en.find("belongs to another program"), std::string::npos);
  EXPECT_EQ(Tree("legacy"), (Paths{"net.onnx"}));
}

TEST_F(StoreTest, PrefersItsOwnFileToALegacyOne) {
  PlaceLegacy(other_);
  const fs::path own = Place(good_);
  EXPECT_EQ(store_.Open(entry_)->path, own);
}

TEST_F(StoreTest, VerifiesAFileThatStaysElsewhere) {
  const fs::path path = dir_.Write("elsewhere/net.onnx", good_);
  ASSERT_TRUE(store_.OpenAt(entry_, path).has_value());
  ChangeBehindTheStamp(path);
  EXPECT_TRUE(store_.OpenAt(entry_, path).has_value());  // the memo
  dir_.Write("elsewhere/net.onnx", other_);
  EXPECT_EQ(store_.OpenAt(entry_, path).error().code(), Code::kUnprocessable);
  EXPECT_EQ(store_.OpenAt(entry_, dir_.path() / "absent").error().code(), Code::kNotFound);
  EXPECT_EQ(Tree("elsewhere"), (Paths{"net.onnx"}));
}

TEST_F(StoreTest, ImportsAGoodFile) {
  const fs::path from = dir_.Write("download/some name.bin", good_);
  const auto imported = store_.Import(entry_, from, false);
  ASSERT_TRUE(imported.has_value()) << imported.error().ToString();
  EXPECT_EQ(imported->state, State::kVerified);
  EXPECT_EQ(Slurp(imported->path), good_);
  EXPECT_EQ(Slurp(from), good_);
  EXPECT_EQ(Tree("home"), (Paths{"models/net/net.onnx", "models/net/net.onnx.verified"}));
}

TEST_F(StoreTest, ImportLeavesNothingOfABadFile) {
  std::string changed = good_;
  changed[changed.find("test")] = 'b';
  EXPECT_EQ(store_.Import(entry_, dir_.Write("bad", changed), false).error().code(),
            Code::kUnprocessable);
  EXPECT_EQ(store_.Import(entry_, dir_.Write("bad", "<html>"), false).error().code(),
            Code::kUnprocessable);
  EXPECT_EQ(store_.Import(entry_, dir_.path() / "absent", false).error().code(), Code::kNotFound);
  EXPECT_EQ(store_.Import(entry_, dir_.path(), false).error().code(), Code::kInvalidArgument);
  EXPECT_EQ(Tree("home"), Paths{});
}

TEST_F(StoreTest, ImportReplacesOnlyWhenForced) {
  const fs::path own = Place("old");
  const fs::path from = dir_.Write("new", good_);
  EXPECT_EQ(store_.Import(entry_, from, false).error().code(), Code::kAlreadyExists);
  EXPECT_EQ(Slurp(own), "old");
  ASSERT_TRUE(store_.Import(entry_, from, true).has_value());
  EXPECT_EQ(Slurp(own), good_);
  EXPECT_EQ(store_.Import(entry_, dir_.Write("bad", other_), true).error().code(),
            Code::kUnprocessable);
  EXPECT_EQ(Slurp(own), good_);
}

TEST_F(StoreTest, ImportSaysWhenTheFolderCannotBeMade) {
  dir_.Write("home/models", "a file where the folder should be");
  const auto imported = store_.Import(entry_, dir_.Write("new", good_), false);
  ASSERT_FALSE(imported.has_value());
  EXPECT_EQ(imported.error().code(), Code::kIo);
  EXPECT_FALSE(imported.error().hint().empty());
}

TEST_F(StoreTest, WorksWithoutBeingAbleToRemember) {
  PlaceLegacy(good_);
  dir_.Write("home/verified", "a file where the folder should be");
  EXPECT_TRUE(store_.Open(entry_).has_value());
  EXPECT_EQ(store_.Locate(entry_).state, State::kPresent);
}

TEST_F(StoreTest, ServesThreadsThatMeet) {
  Place(good_);
  const auto from = dir_.Write("new", good_);
  std::vector<std::jthread> threads;
  std::atomic<int> failures = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 10; ++round) {
        const auto outcome = i % 2 == 0 ? store_.Open(entry_) : store_.Import(entry_, from, true);
        if (!outcome || outcome->sha256 != entry_.sha256) ++failures;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(Tree("home"), (Paths{"models/net/net.onnx", "models/net/net.onnx.verified"}));
}

TEST_F(StoreTest, RemovesEverythingOfAModel) {
  Place(good_);
  ASSERT_TRUE(store_.Open(entry_).has_value());
  dir_.Write("home/models/net/net.onnx.part", "half");
  dir_.Write("home/models/net/net.onnx.part.from", "http://x\n\n");
  EXPECT_TRUE(store_.Remove(entry_).ok());
  EXPECT_FALSE(fs::exists(dir_.path() / "home/models/net"));
  EXPECT_EQ(store_.Remove(entry_).code(), Code::kNotFound);
}

// The published weights, where `make models` put them.
TEST(RealModel, U2netpPassesEveryCheck) {
  const fs::path weights = testing::RealWeights("u2netp");
  if (!fs::exists(weights))
    GTEST_SKIP() << "The weights of u2netp are not here; `make models MODELS=u2netp` gets them.";
  const testing::TempDir dir;
  const Store store({.home = dir.path(), .legacy_home = {}});
  const Catalogue catalogue = Catalogue::BuiltIn();
  const ModelEntry& entry = **catalogue.Find("u2netp");
  const auto imported = store.Import(entry, weights, false);
  ASSERT_TRUE(imported.has_value()) << imported.error().ToString();
  EXPECT_EQ(imported->sha256, entry.sha256);
  const auto summary = CheckOnnx(imported->path);
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(summary->input_shape, (std::vector<std::int64_t>{1, 3, 320, 320}));
  EXPECT_EQ(summary->outputs, 7);
}

}  // namespace
}  // namespace cutline::models
