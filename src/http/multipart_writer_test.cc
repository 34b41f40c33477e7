#include "http/multipart_writer.h"

#include <gtest/gtest.h>

#include "http/header_value.h"

namespace cutline::http {
namespace {

TEST(MultipartWriter, WritesPartsBetweenBoundaries) {
  MultipartWriter writer("abc");
  const std::vector<std::pair<std::string, std::string>> fields = {
      {"X-One", "1\r\nX-Two: 2"}, {"Content-Disposition", "attachment"}};
  writer.Add("text/plain", fields, AsBytes("hello\r\n"));
  writer.Add("image/png", {}, AsBytes(""));
  EXPECT_EQ(writer.content_type(), "multipart/mixed; boundary=abc");
  EXPECT_EQ(AsText(std::move(writer).Finish()),
            "--abc\r\nContent-Type: text/plain\r\nX-One: 1X-Two: 2\r\n"
            "Content-Disposition: attachment\r\n\r\nhello\r\n\r\n"
            "--abc\r\nContent-Type: image/png\r\n\r\n\r\n--abc--\r\n");
}

TEST(AttachmentNamed, QuotesWhatItMust) {
  EXPECT_EQ(AttachmentNamed("a b.txt"), R"(attachment; filename="a b.txt")");
  EXPECT_EQ(AttachmentNamed("a\"\\\r\n.txt"), R"(attachment; filename="a\"\\.txt")");
}

TEST(AttachmentNamed, EscapesNamesBeyondAscii) {
  const std::string value = AttachmentNamed("发票 1.txt");
  const auto parsed = ParseHeaderValue(value);
  ASSERT_TRUE(parsed) << value;
  EXPECT_FALSE(parsed->Param("filename"));
  EXPECT_EQ(DecodeExtendedValue(*parsed->Param("filename*")), "发票 1.txt");
}

}  // namespace
}  // namespace cutline::http
