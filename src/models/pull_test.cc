#include <gtest/gtest.h>

#include <cstdlib>

#include "base/hash.h"
#include "models/store.h"
#include "models/testing/loopback_server.h"
#include "models/testing/onnx_builder.h"
#include "models/testing/temp_dir.h"

namespace cutline::models {
namespace {

namespace fs = std::filesystem;
using testing::LoopbackServer;
using testing::Onnx;
using testing::ServeRange;
using testing::ServerReply;
using testing::ServerRequest;
using testing::Slurp;

// Store::Pull over a real socket; what the transfer itself does is download_test's.
class Pull : public ::testing::Test {
 protected:
  Pull() {
    ::setenv("no_proxy", "127.0.0.1", 1);
    entry_.name = "net";
    entry_.file = "net.onnx";
    entry_.get = "cutline models pull net";
    entry_.bytes = good_.size();
    entry_.sha256 = Sha256Hex(AsBytes(good_));
  }

  Result<Located> Run(const std::string& url = "") {
    return store_.Pull(entry_, url, {}, context_);
  }

  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    const fs::path folder = dir_.path() / "home/models/net";
    if (!fs::exists(folder)) return names;
    for (const auto& item : fs::directory_iterator(folder))
      names.push_back(item.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  using Names = std::vector<std::string>;
  const std::string good_ = Onnx({.weights = 50'000});
  testing::TempDir dir_;
  Store store_{{.home = dir_.path() / "home", .legacy_home = dir_.path() / "legacy"}};
  ModelEntry entry_;
  SteadyClock clock_;
  std::stop_source stop_;
  Context context_{.clock = clock_, .deadline = {}, .cancelled = stop_.get_token()};
  std::string served_ = good_;
  LoopbackServer server_{
      [this](const ServerRequest& request) { return ServeRange(request, served_, "\"v1\""); }};
};

TEST_F(Pull, BringsAVerifiedFileUnderItsName) {
  entry_.url = server_.Url("/net.onnx");
  const auto pulled = Run();
  ASSERT_TRUE(pulled.has_value()) << pulled.error().ToString();
  EXPECT_EQ(pulled->state, State::kVerified);
  EXPECT_EQ(Slurp(pulled->path), good_);
  EXPECT_EQ(Files(), (Names{"net.onnx", "net.onnx.verified"}));
}

TEST_F(Pull, PrefersTheAddressItIsGiven) {
  entry_.url = "https://127.0.0.1:1/never";
  EXPECT_TRUE(Run(server_.Url("/mirror")).has_value());
  EXPECT_EQ(server_.requests().at(0).path, "/mirror");
}

TEST_F(Pull, DoesNothingWhereAGoodFileLies) {
  entry_.url = server_.Url("/net.onnx");
  dir_.Write("legacy/net.onnx", good_);
  ASSERT_TRUE(Run().has_value());
  EXPECT_TRUE(server_.requests().empty());
  EXPECT_EQ(Files(), Names{});
}

TEST_F(Pull, ReplacesABadFile) {
  entry_.url = server_.Url("/net.onnx");
  dir_.Write("home/models/net/net.onnx", "<html>");
  ASSERT_TRUE(Run().has_value());
  EXPECT_EQ(Slurp(dir_.path() / "home/models/net/net.onnx"), good_);
}

TEST_F(Pull, DeletesADownloadThatIsNotTheModel) {
  std::string changed = good_;
  changed[changed.find("test")] = 'b';
  entry_.url = server_.Url("/net.onnx");
  for (const std::string& wrong : {changed, std::string("<!doctype html>Please log in"),
                                   std::string("version https://git-lfs.github.com/spec/v1\n")}) {
    served_ = wrong;
    entry_.bytes = 0;  // or the size alone would tell
    const auto pulled = Run();
    ASSERT_FALSE(pulled.has_value());
    EXPECT_EQ(pulled.error().code(), Code::kUnprocessable) << pulled.error().ToString();
    EXPECT_EQ(Files(), Names{});
  }
}

TEST_F(Pull, KeepsWhatABrokenConnectionBroughtButNotUnderTheName) {
  int calls = 0;
  const LoopbackServer breaking([&](const ServerRequest& request) {
    ServerReply reply = ServeRange(request, good_, "\"v1\"");
    if (++calls == 1) {
      reply.announced = reply.body.size();
      reply.body.resize(1000);
    }
    return reply;
  });
  entry_.url = breaking.Url("/net.onnx");
  EXPECT_EQ(Run().error().code(), Code::kIo);
  EXPECT_EQ(Files(), (Names{"net.onnx.part", "net.onnx.part.from"}));
  EXPECT_EQ(store_.Locate(entry_).state, State::kAbsent);
  const auto pulled = Run();
  ASSERT_TRUE(pulled.has_value()) << pulled.error().ToString();
  EXPECT_EQ(Slurp(pulled->path), good_);
  EXPECT_EQ(Files(), (Names{"net.onnx", "net.onnx.verified"}));
  EXPECT_EQ(breaking.requests().at(1).headers.at("range"), "bytes=1000-");
}

TEST_F(Pull, SaysHowElseToGetAModelWithoutAddress) {
  const auto pulled = Run();
  ASSERT_FALSE(pulled.has_value());
  EXPECT_EQ(pulled.error().code(), Code::kUnavailable);
  EXPECT_FALSE(pulled.error().hint().empty());
}

TEST_F(Pull, SaysWhenTheFolderCannotBeWritten) {
  entry_.url = server_.Url("/net.onnx");
  dir_.Write("home/models", "a file where the folder should be");
  EXPECT_EQ(Run().error().code(), Code::kIo);
}

TEST_F(Pull, IsCancelledBeforeItBegins) {
  entry_.url = server_.Url("/net.onnx");
  stop_.request_stop();
  EXPECT_EQ(Run().error().code(), Code::kCancelled);
  EXPECT_EQ(Files(), Names{});
}

}  // namespace
}  // namespace cutline::models
