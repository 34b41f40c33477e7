#include "http/header_value.h"

#include <gtest/gtest.h>

namespace cutline::http {
namespace {

TEST(HeaderValue, ReadsParametersQuotedAndPlain) {
  const auto value = ParseHeaderValue("Form-Data; Name=\"a b\" ;filename=x.png;");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->main, "form-data");
  EXPECT_EQ(value->Param("name"), "a b");
  EXPECT_EQ(value->Param("filename"), "x.png");
  EXPECT_FALSE(value->Param("other"));
}

TEST(HeaderValue, UnescapesOnlyQuotesAndBackslashes) {
  const auto value =
      ParseHeaderValue(R"(form-data; a="C:\dir\file"; b="say \"hi\""; c="..\\..\\a")");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->Param("a"), R"(C:\dir\file)");
  EXPECT_EQ(value->Param("b"), R"(say "hi")");
  EXPECT_EQ(value->Param("c"), R"(..\..\a)");
}

TEST(HeaderValue, KeepsASemicolonInsideQuotes) {
  const auto value = ParseHeaderValue("form-data; name=\"a;b=c\"; filename=d");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->Param("name"), "a;b=c");
  EXPECT_EQ(value->Param("filename"), "d");
}

TEST(HeaderValue, RefusesMalformedAndAmbiguousOnes) {
  for (const std::string_view text :
       {"form-data; name", "form-data; =x", "form-data; na me=x", "form-data; name=\"open",
        "form-data; name=a b", "form-data; name=\"a\"b", "form-data; name=a\"b", "form-data; name=",
        "form-data; name=a; NAME=b", "form-data; name=\"a\x01\"", "form-data; name=\"a\x7f\""}) {
    EXPECT_FALSE(ParseHeaderValue(text)) << text;
  }
  EXPECT_FALSE(ParseHeaderValue(std::string_view("form-data; name=\"a\0\"", 20)));
}

TEST(HeaderValue, DecodesExtendedValues) {
  EXPECT_EQ(DecodeExtendedValue("UTF-8''na%C3%AFve%20.png"), "naïve .png");
  EXPECT_EQ(DecodeExtendedValue("iso-8859-1'en'na%EFve"), "naïve");
  for (const std::string_view bad : {"naive", "UTF-8'x", "UTF-8''%4", "UTF-8''%zz", "utf-16''a",
                                     "UTF-8''a%00b", "UTF-8''%0d%0a"}) {
    EXPECT_FALSE(DecodeExtendedValue(bad)) << bad;
  }
}

}  // namespace
}  // namespace cutline::http
