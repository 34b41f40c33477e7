#include "models/download.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>

#include "models/testing/loopback_server.h"
#include "models/testing/temp_dir.h"

namespace cutline::models {
namespace {

using testing::LoopbackServer;
using testing::ServeRange;
using testing::ServerReply;
using testing::ServerRequest;
using testing::Slurp;

class DownloadTest : public ::testing::Test {
 protected:
  DownloadTest() {
    // A proxy of the machine must not see loopback addresses.
    ::setenv("no_proxy", "127.0.0.1", 1);
    for (int i = 0; i < 300'000; ++i) content_ += static_cast<char>(i * 7 + i / 251);
  }

  PartFile Part() {
    auto part = PartFile::Open(part_path_);
    EXPECT_TRUE(part.has_value());
    return std::move(*part);
  }
  Status Get(const std::string& url, const OnProgress& progress = {}) {
    PartFile part = Part();
    return Download(url, part, options_, progress, context_);
  }
  LoopbackServer::Handler Serving() {
    return [this](const ServerRequest& request) { return ServeRange(request, content_, "\"v1\""); };
  }
  // The first connection breaks half-way, later ones are whole.
  LoopbackServer::Handler BreakingOnce() {
    return [this, calls = 0](const ServerRequest& request) mutable {
      ServerReply reply = ServeRange(request, content_, "\"v1\"");
      if (++calls == 1) {
        reply.announced = reply.body.size();
        reply.body.resize(reply.body.size() / 2);
      }
      return reply;
    };
  }

  testing::TempDir dir_;
  const std::filesystem::path part_path_ = dir_.path() / "net.onnx.part";
  std::string content_;
  DownloadOptions options_;
  SteadyClock clock_;
  std::stop_source stop_;
  Context context_{.clock = clock_, .deadline = {}, .cancelled = stop_.get_token()};
};

TEST_F(DownloadTest, FetchesAFileAndTellsItsProgress) {
  const LoopbackServer server(Serving());
  std::vector<Progress> seen;
  const Status status = Get(server.Url("/net.onnx"), [&](const Progress& p) { seen.push_back(p); });
  ASSERT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(Slurp(part_path_), content_);
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back().done, content_.size());
  EXPECT_EQ(seen.back().total, content_.size());
}

TEST_F(DownloadTest, GoesOnWhereAConnectionBroke) {
  const LoopbackServer server(BreakingOnce());
  const Status broken = Get(server.Url("/net.onnx"));
  EXPECT_EQ(broken.code(), Code::kIo);
  EXPECT_NE(broken.hint().en.find("goes on where it stopped"), std::string::npos);
  const std::size_t half = std::filesystem::file_size(part_path_);
  EXPECT_EQ(half, content_.size() / 2);
  ASSERT_TRUE(Get(server.Url("/net.onnx")).ok());
  EXPECT_EQ(Slurp(part_path_), content_);
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[1].headers.at("range"), "bytes=" + std::to_string(half) + "-");
  EXPECT_EQ(requests[1].headers.at("if-range"), "\"v1\"");
}

TEST_F(DownloadTest, StartsOverWhenTheFileChangedMeanwhile) {
  {
    const LoopbackServer::Handler breaking = BreakingOnce();
    int calls = 0;
    const LoopbackServer server([&](const ServerRequest& request) {
      if (++calls == 1) return breaking(request);
      content_.assign(content_.size(), 'n');
      return ServeRange(request, content_, "\"v2\"");
    });
    EXPECT_FALSE(Get(server.Url("/net.onnx")).ok());
    ASSERT_TRUE(Get(server.Url("/net.onnx")).ok());
  }
  EXPECT_EQ(Slurp(part_path_), content_);
}

TEST_F(DownloadTest, StartsOverForAnotherAddress) {
  const LoopbackServer server(BreakingOnce());
  EXPECT_FALSE(Get(server.Url("/a")).ok());
  ASSERT_TRUE(Get(server.Url("/b")).ok());
  EXPECT_FALSE(server.requests().at(1).headers.contains("range"));
  EXPECT_EQ(Slurp(part_path_), content_);
}

TEST_F(DownloadTest, StartsOverWhereNothingVouchesForTheVersion) {
  int calls = 0;
  const LoopbackServer server([&](const ServerRequest&) {
    ServerReply reply{.headers = "ETag: W/\"weak\"\r\n", .body = content_};
    if (++calls == 1) {
      reply.announced = content_.size();
      reply.body.resize(1000);
    }
    return reply;
  });
  EXPECT_FALSE(Get(server.Url("/a")).ok());
  ASSERT_TRUE(Get(server.Url("/a")).ok());
  EXPECT_FALSE(server.requests().at(1).headers.contains("range"));
  EXPECT_EQ(Slurp(part_path_), content_);
}

TEST_F(DownloadTest, SeesThatAllIsThereAlready) {
  const LoopbackServer server(Serving());
  ASSERT_TRUE(Get(server.Url("/a")).ok());
  ASSERT_TRUE(Get(server.Url("/a")).ok());
  EXPECT_EQ(server.requests().size(), 2U);  // the second asked for the rest: 416
  EXPECT_EQ(Slurp(part_path_), content_);
}

TEST_F(DownloadTest, RefusesAnotherPartThanItAskedFor) {
  const LoopbackServer::Handler breaking = BreakingOnce();
  int calls = 0;
  const LoopbackServer server([&](const ServerRequest& request) {
    ServerReply reply = breaking(request);
    if (++calls == 2) reply.headers = "Content-Range: bytes 0-9/300000\r\n";
    return reply;
  });
  EXPECT_FALSE(Get(server.Url("/a")).ok());
  EXPECT_NE(Get(server.Url("/a")).sentence().en.find("sent another part"), std::string::npos);
}

TEST_F(DownloadTest, FollowsRedirectsAndNotesTheFinalVersion) {
  const LoopbackServer server([this](const ServerRequest& request) -> ServerReply {
    if (request.path == "/old")
      return {.status = 302, .headers = "Location: /new\r\nETag: \"r\"\r\n", .body = "moved"};
    return ServeRange(request, content_, "\"v1\"");
  });
  ASSERT_TRUE(Get(server.Url("/old")).ok());
  EXPECT_EQ(Slurp(part_path_), content_);
  EXPECT_EQ(Part().etag(), "\"v1\"");
}

TEST_F(DownloadTest, LeavesRedirectLoopsAndOtherProtocols) {
  const LoopbackServer server([](const ServerRequest& request) -> ServerReply {
    const std::string to = request.path == "/loop" ? "/loop" : "file:///etc/passwd";
    return {.status = 302, .headers = "Location: " + to + "\r\n", .body = {}};
  });
  EXPECT_NE(Get(server.Url("/loop")).sentence().en.find("in circles"), std::string::npos);
  EXPECT_NE(Get(server.Url("/file")).sentence().en.find("not followed"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(part_path_));
}

TEST_F(DownloadTest, TellsWhatTheServerAnswered) {
  const LoopbackServer server(
      [](const ServerRequest&) -> ServerReply { return {.status = 404, .body = "no"}; });
  const Status status = Get(server.Url("/a"));
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_NE(status.sentence().en.find("answered 404"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(part_path_));
}

TEST_F(DownloadTest, KeepsSecretsOfTheAddressOutOfSentences) {
  const LoopbackServer server(
      [](const ServerRequest&) -> ServerReply { return {.status = 403, .body = {}}; });
  std::string url = server.Url("/a?signature=topsecret");
  url.insert(url.find("127."), "me:hush@");
  const Status status = Get(url);
  EXPECT_EQ(status.ToString().find("hush"), std::string::npos);
  EXPECT_EQ(status.ToString().find("topsecret"), std::string::npos);
}

TEST_F(DownloadTest, TellsThatNobodyListens) {
  std::string url;
  {
    const LoopbackServer server(Serving());
    url = server.Url("/a");
  }
  const Status status = Get(url);
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_NE(status.sentence().en.find("can't be reached"), std::string::npos);
}

TEST_F(DownloadTest, RefusesAddressesThatAreNotHttp) {
  for (const char* url :
       {"", "ftp://example.org/a", "file:///etc/passwd", "net.onnx", "https://"}) {
    const Status status = Get(url);
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << url;
    EXPECT_EQ(status.field(), "url") << url;
  }
}

TEST_F(DownloadTest, RefusesAFileOfAnotherSizeBeforeFetchingIt) {
  const LoopbackServer server(Serving());
  options_.expected_bytes = content_.size() + 1;
  EXPECT_EQ(Get(server.Url("/a")).code(), Code::kUnprocessable);
}

TEST_F(DownloadTest, StopsAServerThatSendsMoreThanAllowed) {
  const LoopbackServer server(Serving());
  options_.max_bytes = 1000;
  EXPECT_EQ(Get(server.Url("/a")).code(), Code::kIo);
  EXPECT_FALSE(std::filesystem::exists(part_path_) &&
               std::filesystem::file_size(part_path_) > 1000);
}

TEST_F(DownloadTest, LeavesAServerThatStalls) {
  const LoopbackServer server([this](const ServerRequest&) -> ServerReply {
    return {
        .headers = "ETag: \"v1\"\r\n", .body = "begin", .announced = content_.size(), .hang = true};
  });
  options_.stall_time = std::chrono::seconds(1);
  const Status status = Get(server.Url("/a"));
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_NE(status.sentence().en.find("stopped sending"), std::string::npos);
  EXPECT_EQ(Slurp(part_path_), "begin");
}

TEST_F(DownloadTest, StopsAtOnceWhenCancelled) {
  const LoopbackServer server([this](const ServerRequest&) -> ServerReply {
    return {
        .headers = "ETag: \"v1\"\r\n", .body = "begin", .announced = content_.size(), .hang = true};
  });
  const Status status = Get(server.Url("/a"), [&](const Progress&) { stop_.request_stop(); });
  EXPECT_EQ(status.code(), Code::kCancelled);
  EXPECT_EQ(Slurp(part_path_), "begin");  // to go on from
}

TEST_F(DownloadTest, KeepsItsDeadline) {
  const LoopbackServer server([this](const ServerRequest&) -> ServerReply {
    return {.body = "begin", .announced = content_.size(), .hang = true};
  });
  PartFile part = Part();
  const Context context{.clock = clock_,
                        .deadline = Deadline::After(std::chrono::milliseconds(50), clock_),
                        .cancelled = {}};
  EXPECT_EQ(Download(server.Url("/a"), part, options_, {}, context).code(),
            Code::kDeadlineExceeded);
}

TEST_F(DownloadTest, LeavesNothingWhenTheDiskIsFull) {
  const LoopbackServer server(Serving());
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{.rlim_cur = 100'000, .rlim_max = before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status status = Get(server.Url("/a"));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_NE(status.hint().en.find("Free some space"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(dir_.path()));
}

TEST_F(DownloadTest, RefusesMoreThanTheDiskHolds) {
  const LoopbackServer server([](const ServerRequest&) -> ServerReply {
    return {.body = "begin", .announced = std::size_t{1} << 60};
  });
  options_.max_bytes = 1ULL << 62;
  const Status status = Get(server.Url("/a"));
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_NE(status.sentence().en.find("The disk has"), std::string::npos);
}

TEST_F(DownloadTest, GivesOnePartToOneDownload) {
  PartFile first = Part();
  ASSERT_TRUE(first.Restart("somewhere", "v1").ok());
  ASSERT_TRUE(first.Append(AsBytes("what came so far")).ok());
  const auto second = PartFile::Open(part_path_);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code(), Code::kResourceExhausted);
  EXPECT_EQ(testing::Slurp(part_path_), "what came so far");
  EXPECT_TRUE(std::filesystem::exists(part_path_.string() + ".from"));
}

}  // namespace
}  // namespace cutline::models
