// The hostile requests of the shared corpus (reference: reliability, items 43 to 72) against
// a small route that wants an image. What depends on the real routes (JSON bodies, unknown
// content types) is left to the tests of the api room.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "http/test_server.h"

namespace cutline::http {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

std::filesystem::path CasesFile() {
  const char* shared = std::getenv("CUTLINE_SHARED");
  return std::filesystem::path(shared != nullptr ? shared : "../shared") /
         "data/badimages/http/cases.jsonl";
}

void Replace(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

// Latin-1 to bytes; the few characters beyond it stay UTF-8.
std::string ToBytes(std::string_view utf8) {
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if ((lead == 0xc2 || lead == 0xc3) && i + 1 < utf8.size()) {
      bytes +=
          static_cast<char>(((lead & 3) << 6) | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
    } else {
      bytes += utf8[i];
    }
  }
  return bytes;
}

std::string Fill(std::string text) {
  Replace(text, "@PATH@", "/image");
  Replace(text, "@HOST@", "127.0.0.1");
  Replace(text, "@AUTH@", "");
  Replace(text, "@PNG@", "\x89PNG\r\n\x1a\nand so on");
  const std::size_t body = text.find("\r\n\r\n");
  if (body != std::string::npos) Replace(text, "@LEN@", std::to_string(text.size() - body - 4));
  return text;
}

// "400", "4xx", "100,408", "close", "none" against what was seen.
bool Matches(std::string_view expect, const std::vector<int>& statuses, bool closed) {
  std::size_t at = 0;
  while (!expect.empty()) {
    const std::string_view want = expect.substr(0, expect.find(','));
    expect.remove_prefix(std::min(expect.size(), want.size() + 1));
    if (want == "none") return true;
    if (want == "close") {
      if (!closed || at != statuses.size()) return false;
      continue;
    }
    if (at >= statuses.size()) return false;
    const std::string status = std::to_string(statuses[at++]);
    if (want.ends_with("xx") ? status[0] != want[0] : status != want) return false;
  }
  return at == statuses.size();
}

bool MatchesAny(std::string_view expect, const std::vector<int>& statuses, bool closed) {
  while (!expect.empty()) {
    const std::string_view one = expect.substr(0, expect.find('|'));
    expect.remove_prefix(std::min(expect.size(), one.size() + 1));
    if (Matches(one, statuses, closed)) return true;
  }
  return false;
}

enum class Ending { kReads, kNeverReads, kIsGone };

// Sends the case's bytes; says what the client does then.
Ending Play(const json::object& one, TestClient& client) {
  if (const json::value* raw = one.if_contains("raw")) {
    client.Send(Fill(ToBytes(raw->as_string())));
    return Ending::kReads;
  }
  for (const json::value& step : one.at("steps").as_array()) {
    const std::string text = Fill(ToBytes(step.at(0).as_string()));
    if (text == "@NOREAD@") return Ending::kNeverReads;
    if (step.at(1).to_number<double>() > 0 && !client.IsQuietFor(milliseconds(50)))
      return Ending::kReads;
    if (text == "@SHUT_WR@") {
      client.ShutdownSend();
    } else if (text == "@RST@") {
      client.Reset();
      return Ending::kIsGone;
    } else {
      client.Send(text);
    }
  }
  return Ending::kReads;
}

TEST(HostileCases, EachGetsTheRightAnswer) {
  std::ifstream file(CasesFile());
  if (!file)
    GTEST_SKIP() << "There is no shared corpus here (" << CasesFile()
                 << "): set CUTLINE_SHARED to its folder.";
  ServerOptions options = TestServer::Options();
  options.header_timeout = options.body_timeout = options.idle_timeout = milliseconds(500);
  TestServer server(options);
  int played = 0;
  for (std::string line; std::getline(file, line);) {
    const json::object one = json::parse(line).as_object();
    const std::string id(one.at("id").as_string());
    if (id.starts_with("json_") || id.starts_with("ct_")) continue;
    SCOPED_TRACE(id);
    ++played;
    TestClient client = server.Connect();
    std::vector<int> statuses;
    bool closed = false;
    const Ending ending = Play(one, client);
    if (ending != Ending::kIsGone) {
      while (ending == Ending::kReads && (statuses.empty() || statuses.back() < 200)) {
        const auto response = client.Receive();
        if (response.status == 0) break;
        statuses.push_back(response.status);
      }
      if (ending == Ending::kNeverReads) client.Receive();  // only now
      if (statuses.empty() || statuses.back() < 200) closed = client.SeesClose();
      EXPECT_TRUE(MatchesAny(std::string_view(one.at("expect").as_string()), statuses, closed))
          << testing::PrintToString(statuses) << closed;
      const json::value* close = one.if_contains("close");
      if (close != nullptr && close->is_bool() && !statuses.empty()) {
        if (close->as_bool()) {
          EXPECT_TRUE(client.SeesClose());
        } else if (statuses.back() != 400) {  // after 400 the server always closes
          client.Send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
          const auto next = client.Receive();
          EXPECT_EQ(next.status, 200);
        }
      }
    }
    TestClient good = server.Connect();
    good.Send("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto response = good.Receive();
    EXPECT_EQ(response.status, 200);
  }
  EXPECT_GT(played, 60);
}

}  // namespace
}  // namespace cutline::http
