#include "http/multipart.h"

#include <gtest/gtest.h>

namespace cutline::http {
namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=BB";

Result<std::vector<Part>> Parse(std::string_view body, std::size_t piece_bytes,
                                MultipartLimits limits = {}) {
  CUTLINE_ASSIGN_OR_RETURN(MultipartParser parser, MultipartParser::Make(kType, limits));
  for (std::size_t at = 0; at < body.size(); at += piece_bytes) {
    CUTLINE_RETURN_IF_ERROR(parser.Feed(AsBytes(body.substr(at, piece_bytes))));
  }
  return std::move(parser).Finish();
}

std::string PartText(std::string_view name, std::string_view data) {
  return fmt::format("--BB\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name,
                     data);
}

Code CodeOf(const Result<std::vector<Part>>& result) {
  return result ? Code::kOk : result.error().code();
}

TEST(Multipart, ReadsTheSameInPiecesOfAnySize) {
  const std::string data =
      "line\r\n--B\r\r\n--BA\r\n-\r\n--bb\nend\r";  // near the delimiter, and never it
  const std::string body =
      "a preamble\r\n--BB\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
      "Content-Type: image/png\r\n\r\n" +
      data + "\r\n" + PartText("model", "u2netp") + PartText("empty", "") +
      "--BB--\r\nan epilogue --BB";
  for (std::size_t piece = 1; piece <= body.size(); piece = piece < 40 ? piece + 1 : piece * 2) {
    const auto parts = Parse(body, piece, {.expected_bytes = body.size()});
    ASSERT_TRUE(parts) << piece << parts.error().ToString();
    ASSERT_EQ(parts->size(), 3u);
    EXPECT_EQ((*parts)[0].name, "file");
    EXPECT_EQ((*parts)[0].filename, "a.png");
    EXPECT_EQ((*parts)[0].content_type, "image/png");
    EXPECT_EQ(AsText((*parts)[0].data), data);
    EXPECT_EQ((*parts)[1].name, "model");
    EXPECT_FALSE((*parts)[1].filename);
    EXPECT_EQ(AsText((*parts)[1].data), "u2netp");
    EXPECT_TRUE((*parts)[2].data.empty());
  }
}

TEST(Multipart, TakesPaddingAfterADelimiterAndAPartWithoutBody) {
  const auto parts = Parse("--BB \t\r\nContent-Disposition: form-data; name=a\r\n\r\n--BB--", 3);
  ASSERT_TRUE(parts) << parts.error().ToString();
  ASSERT_EQ(parts->size(), 1u);
  EXPECT_TRUE((*parts)[0].data.empty());
}

TEST(Multipart, KeepsDataThatStartsLikeADelimiter) {
  const auto parts = Parse(PartText("a", "--B") + "--BB--", 1);
  ASSERT_TRUE(parts);
  EXPECT_EQ(AsText((*parts)[0].data), "--B");
}

TEST(Multipart, AFormWithoutPartsIsEmpty) {
  const auto parts = Parse("--BB--\r\n", 100);
  ASSERT_TRUE(parts);
  EXPECT_TRUE(parts->empty());
}

TEST(Multipart, PrefersAValidExtendedFileName) {
  const std::string head =
      "--BB\r\nContent-Disposition: form-data; name=f; filename=\"plain.png\"; filename*=";
  const auto good = Parse(head + "UTF-8''%E7%94%BB.png\r\n\r\n\r\n--BB--", 7);
  ASSERT_TRUE(good) << good.error().ToString();
  EXPECT_EQ((*good)[0].filename, "画.png");
  const auto bad = Parse(head + "UTF-8''%E7%9\r\n\r\n\r\n--BB--", 7);
  ASSERT_TRUE(bad);
  EXPECT_EQ((*bad)[0].filename, "plain.png");
}

TEST(Multipart, RefusesWhatIsNoForm) {
  const std::string name = "Content-Disposition: form-data; name=a\r\n";
  for (const std::string& body :
       {std::string(), std::string("no parts at all"), std::string("--BB"),
        std::string("--BB\r\n" + name), "--BB\r\n" + name + "\r\ndata",
        "--BB\r\n" + name + "\r\ndata\r\n--BB", "--BB\r\n" + name + "\r\ndata\r\n--BB-x",
        "--BBB\r\n" + name + "\r\nx\r\n--BB--", "--BB\n" + name + "\r\nx\r\n--BB--",
        std::string("--BB\r\n\r\nx\r\n--BB--"), "--BB\r\n" + name + name + "\r\nx\r\n--BB--",
        std::string("--BB\r\nContent-Disposition: file; name=a\r\n\r\nx\r\n--BB--"),
        std::string("--BB\r\nContent-Disposition: form-data\r\n\r\nx\r\n--BB--"),
        "--BB\r\nno colon\r\n" + name + "\r\nx\r\n--BB--",
        "--BB\r\n" + name + " folded\r\n\r\nx\r\n--BB--",
        "--BB\r\n" + name + "X: a\rb\r\n\r\nx\r\n--BB--",
        "--BB" + std::string(200, ' ') + "\r\n" + name + "\r\nx\r\n--BB--"}) {
    EXPECT_EQ(CodeOf(Parse(body, 1000)), Code::kInvalidArgument) << body;
    EXPECT_EQ(CodeOf(Parse(body, 1)), Code::kInvalidArgument) << body;
  }
}

TEST(Multipart, RefusesPartsEncodedForTransfer) {
  const std::string head =
      "--BB\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: ";
  EXPECT_EQ(CodeOf(Parse(head + "base64\r\n\r\naGk=\r\n--BB--", 9)), Code::kUnsupported);
  EXPECT_EQ(CodeOf(Parse(head + "binary\r\n\r\nhi\r\n--BB--", 9)), Code::kOk);
}

TEST(Multipart, HoldsItsLimitsToTheByte) {
  const std::string two = PartText("a", "12") + PartText("b", "345") + "--BB--";
  EXPECT_EQ(CodeOf(Parse(two, 5, {.max_parts = 2, .max_total_bytes = 5})), Code::kOk);
  EXPECT_EQ(CodeOf(Parse(two, 5, {.max_parts = 1})), Code::kTooLarge);
  EXPECT_EQ(CodeOf(Parse(two, 5, {.max_total_bytes = 4})), Code::kTooLarge);
  // The header: 40 bytes of Content-Disposition line, and the empty line's 2.
  const std::string head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
  EXPECT_EQ(CodeOf(Parse(two, 5, {.max_part_header_bytes = head.size()})), Code::kOk);
  EXPECT_EQ(CodeOf(Parse(two, 5, {.max_part_header_bytes = head.size() - 1})), Code::kTooLarge);
}

TEST(Multipart, RefusesBoundariesThatRfc2046Forbids) {
  for (const std::string& type :
       {std::string("multipart/form-data"), std::string("multipart/form-data; boundary="),
        std::string("multipart/form-data; boundary=\"\""),
        std::string("multipart/form-data; boundary=\"a \""),
        std::string("multipart/form-data; boundary=a<b"),
        "multipart/form-data; boundary=" + std::string(71, 'a'),
        std::string("multipart/mixed; boundary=BB"),
        std::string("multipart/form-data; boundary=a; boundary=b")}) {
    EXPECT_FALSE(MultipartParser::Make(type, {})) << type;
  }
  EXPECT_TRUE(MultipartParser::Make("multipart/form-data; boundary=" + std::string(70, 'a'), {}));
  EXPECT_TRUE(MultipartParser::Make(
      "Multipart/Form-Data; charset=utf-8; Boundary=\"a b'()+_,-./:=?c\"", {}));
}

// Werkzeug's CVE-2023-25577 and kin: bodies made of what nearly is a delimiter. In linear
// time these take milliseconds; the bound is wide so that only another order can break it.
TEST(Multipart, TakesLinearTimeForHostileBodies) {
  std::string near;
  for (int i = 0; i < 400'000; ++i) near += "\r\n--B";
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& data :
       {near, std::string(4'000'000, '\r'), std::string(4'000'000, '-')}) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{4096}}) {
      const auto parts = Parse(PartText("a", data) + "--BB--", piece);
      ASSERT_TRUE(parts);
      EXPECT_EQ((*parts)[0].data.size(), data.size());
    }
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace cutline::http
