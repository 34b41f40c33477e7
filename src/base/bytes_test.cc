#include "base/bytes.h"

#include <gtest/gtest.h>

#include <limits>

namespace cutline {
namespace {

TEST(FormatBytes, UsesBinaryUnitsWithOneDecimal) {
  EXPECT_EQ(FormatBytes(0), "0 B");
  EXPECT_EQ(FormatBytes(1023), "1023 B");
  EXPECT_EQ(FormatBytes(1024), "1.0 KiB");
  EXPECT_EQ(FormatBytes(4574861), "4.4 MiB");
  EXPECT_EQ(FormatBytes(3ULL << 30), "3.0 GiB");
  EXPECT_EQ(FormatBytes(5ULL << 40), "5.0 TiB");
  EXPECT_EQ(FormatBytes(std::numeric_limits<std::uint64_t>::max()), "16777216.0 TiB");
}

TEST(FormatBytes, NeverRoundsUpTo1024) {
  EXPECT_EQ(FormatBytes((1 << 20) - 1), "1.0 MiB");
  EXPECT_EQ(FormatBytes(1023 * 1024), "1023.0 KiB");
  EXPECT_EQ(FormatBytes((1ULL << 30) - 1), "1.0 GiB");
}

TEST(ParseBytes, ReadsNumbersAndUnits) {
  EXPECT_EQ(ParseBytes("0"), 0U);
  EXPECT_EQ(ParseBytes("1000"), 1000U);
  EXPECT_EQ(ParseBytes("7b"), 7U);
  for (const char* text :
       {"20MiB", "20MB", "20M", "20m", "20 MiB", "20mib", "20480K", "20480 kB"}) {
    EXPECT_EQ(ParseBytes(text), 20U << 20) << text;
  }
  EXPECT_EQ(ParseBytes("1.5g"), 3ULL << 29);
  EXPECT_EQ(ParseBytes("2TiB"), 2ULL << 40);
}

TEST(ParseBytes, RefusesEverythingElse) {
  for (const char* text :
       {"",       " ",   "MiB", "-1",    "+1",  "20X",  "20MM",  "20iB", "20i", "20bb", "20 M i B",
        "20MiBs", "nan", "inf", "1e999", "1.5", "0.5b", "2000T", "0x10", " 20", "1,5M"}) {
    const auto value = ParseBytes(text);
    ASSERT_FALSE(value.has_value()) << text;
    EXPECT_EQ(value.error().code(), Code::kInvalidArgument) << text;
  }
}

// The test vectors of RFC 4648, section 10.
constexpr std::pair<std::string_view, std::string_view> kVectors[] = {{"", ""},
                                                                      {"f", "Zg=="},
                                                                      {"fo", "Zm8="},
                                                                      {"foo", "Zm9v"},
                                                                      {"foob", "Zm9vYg=="},
                                                                      {"fooba", "Zm9vYmE="},
                                                                      {"foobar", "Zm9vYmFy"}};

TEST(Base64, AgreesWithTheRfcBothWays) {
  for (const auto& [plain, encoded] : kVectors) {
    EXPECT_EQ(EncodeBase64(AsBytes(plain)), encoded);
    const auto decoded = DecodeBase64(encoded);
    ASSERT_TRUE(decoded.has_value()) << encoded;
    EXPECT_EQ(AsText(*decoded), plain);
  }
}

TEST(Base64, ReadsTextWithoutPaddingAndWithWhiteSpace) {
  EXPECT_EQ(AsText(*DecodeBase64("Zm9vYg")), "foob");
  EXPECT_EQ(AsText(*DecodeBase64(" Zm9v\r\nYm\tE= \n")), "fooba");
}

TEST(Base64, RoundTripsEveryByte) {
  ByteBuffer bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
  EXPECT_EQ(DecodeBase64(EncodeBase64(bytes)), bytes);
}

TEST(Base64, RefusesWhatIsNoBase64) {
  for (const char* text : {"Z", "Zm9vY", "Zm9v=", "=", "====", "Zg===", "Zm8==", "Zg==Zg==", "Z-_v",
                           "Zm9v!", "中文", "data:image/png;base64,Zm9v"}) {
    const auto decoded = DecodeBase64(text);
    ASSERT_FALSE(decoded.has_value()) << text;
    EXPECT_EQ(decoded.error().code(), Code::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace cutline
