#include "api/accept.h"

#include <gtest/gtest.h>

namespace cutline::api {
namespace {

constexpr std::array kFormats = {
    task::Format{"text", "text/plain; charset=utf-8", ".txt"},
    task::Format{"json", "application/json", ".json"},
    task::Format{"other-json", "application/json", ".json"},
    task::Format{"csv", "text/csv; charset=utf-8", ".csv"},
    task::Format{"webp", "image/webp", ".webp"},
};

std::string_view Choice(std::string_view accept) {
  const task::Format* format = ChooseFormat(kFormats, accept);
  return format == nullptr ? "-" : format->name;
}

TEST(ChooseFormat, FollowsAccept) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "-"},
      {"*/*", "text"},
      {"application/json", "json"},
      {"Application/JSON; charset=utf-8", "json"},
      {"text/csv", "csv"},
      {"text/*", "text"},  // equal: the earlier format
      {"text/*, text/plain;q=0.5", "csv"},
      {"text/plain;q=0, */*", "json"},
      {"image/*;q=0.9, text/*;q=0.8", "webp"},
      {"text/csv;q=0.2, application/json;q=0.3, */*;q=0.1", "json"},
      {"application/json, text/plain, */*", "json"},  // equal: what was named first
      {"*/*, application/json", "json"},              // equal: what was named
      {"image/avif,image/webp,*/*", "webp"},
      {"application/xml", "-"},
      {"application/json;q=0", "-"},
      {"*/*;q=0", "-"},
      {"text/csv; header=present; q=0.4, image/webp ;Q=0.5", "webp"},
      {"application/json;q=abc, text/csv;q=0.9", "json"},
      {"application/json;q=7, text/csv", "json"},
      {",,;q=1,;,/*,*,text", "-"},
      {"application", "-"},
  };
  for (const auto& [accept, expected] : cases) EXPECT_EQ(Choice(accept), expected) << accept;
}

TEST(ChooseFormat, HasNoneWhereThereAreNone) { EXPECT_EQ(ChooseFormat({}, "*/*"), nullptr); }

TEST(ReadPreferences, TellsRangesAndWeightsInOrder) {
  const auto read = ReadPreferences("zh-CN, en;q=0.25 ,fr ; x=1 ; q=0.5");
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(read[0].range, "zh-cn");
  EXPECT_EQ(read[0].weight, 1);
  EXPECT_EQ(read[1].weight, 0.25);
  EXPECT_EQ(read[2].range, "fr");
  EXPECT_EQ(read[2].weight, 0.5);
}

}  // namespace
}  // namespace cutline::api
