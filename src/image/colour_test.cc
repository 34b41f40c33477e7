#include "image/colour.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "image/colour_names.h"

namespace cutline::image {
namespace {

void ExpectColour(std::string_view text, Rgba expected) {
  const Result<Rgba> colour = ParseColour(text);
  ASSERT_TRUE(colour.has_value()) << text;
  EXPECT_EQ(*colour, expected) << text;
}

TEST(Colour, ReadsHexInEveryLength) {
  ExpectColour("#1a2", {0x11, 0xaa, 0x22, 0xff});
  ExpectColour("#1a2c", {0x11, 0xaa, 0x22, 0xcc});
  ExpectColour("#01a2FF", {0x01, 0xa2, 0xff, 0xff});
  ExpectColour("#01A2ff07", {0x01, 0xa2, 0xff, 0x07});
}

TEST(Colour, ReadsNamesInAnyCase) {
  ExpectColour("white", {255, 255, 255, 255});
  ExpectColour("RebeccaPurple", {0x66, 0x33, 0x99, 255});
  ExpectColour("aliceblue", {0xf0, 0xf8, 0xff, 255});
  ExpectColour("yellowgreen", {0x9a, 0xcd, 0x32, 255});
  ExpectColour("transparent", {0, 0, 0, 0});
}

TEST(Colour, KnowsAll148NamesInOrder) {
  EXPECT_EQ(kNamedColours.size(), 148U);
  EXPECT_TRUE(std::ranges::is_sorted(kNamedColours, {}, &NamedColour::name));
  for (const NamedColour& named : kNamedColours) {
    const Result<Rgba> colour = ParseColour(named.name);
    ASSERT_TRUE(colour.has_value()) << named.name;
    EXPECT_EQ(named.rgb, static_cast<std::uint32_t>(colour->r << 16 | colour->g << 8 | colour->b));
  }
}

TEST(Colour, OffersTheNearestNameForASlip) {
  const Result<Rgba> colour = ParseColour("whte");
  ASSERT_FALSE(colour.has_value());
  EXPECT_EQ(colour.error().code(), Code::kInvalidArgument);
  EXPECT_NE(colour.error().hint().en.find("white"), std::string::npos);
  EXPECT_NE(colour.error().hint().zh.find("white"), std::string::npos);
}

TEST(Colour, RefusesWhatIsNoColour) {
  for (const std::string_view text : {"", "#", "#12", "#12345", "#1234567", "#123456789", "#ggg",
                                      "##fff", "ffffff", " white", "rgb(1,2,3)", "# fff"}) {
    const Result<Rgba> colour = ParseColour(text);
    ASSERT_FALSE(colour.has_value()) << text;
    EXPECT_EQ(colour.error().code(), Code::kInvalidArgument);
    EXPECT_FALSE(colour.error().hint().empty());
  }
}

TEST(Colour, QuotesNothingLongOrUnprintable) {
  const Result<Rgba> colour = ParseColour(std::string(5000, '\n'));
  ASSERT_FALSE(colour.has_value());
  EXPECT_LT(colour.error().sentence().en.size(), 100U);
  EXPECT_EQ(colour.error().sentence().en.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace cutline::image
