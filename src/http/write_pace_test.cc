#include "http/write_pace.h"

#include <gtest/gtest.h>

namespace cutline::http {
namespace {

using std::chrono::seconds;

constexpr TimePoint kStart{std::chrono::hours(1)};
constexpr WritePace::Rule kRule{.window = seconds(10), .per_window = 1000};

TEST(WritePace, WantsItsShareInEveryWindow) {
  WritePace pace(kRule, kStart, kStart + seconds(60), 0);
  EXPECT_EQ(pace.next_look(), kStart + seconds(10));
  EXPECT_TRUE(pace.KeepsUp(kStart + seconds(10), 1'000'000));
  EXPECT_EQ(pace.next_look(), kStart + seconds(20));
  EXPECT_TRUE(pace.KeepsUp(kStart + seconds(20), 1'001'000));
  EXPECT_FALSE(pace.KeepsUp(kStart + seconds(30), 1'001'999));  // the first million is no credit
}

TEST(WritePace, CountsFromALateLook) {
  WritePace pace(kRule, kStart, kStart + seconds(60), 0);
  EXPECT_TRUE(pace.KeepsUp(kStart + seconds(13), 1000));
  EXPECT_EQ(pace.next_look(), kStart + seconds(23));
}

TEST(WritePace, WhatTheClientStillHadToTakeCountsAsTaken) {
  WritePace pace(kRule, kStart, kStart + seconds(60), -5000);
  EXPECT_TRUE(pace.KeepsUp(kStart + seconds(10), -4000));
}

TEST(WritePace, EndsTheQuickestReaderAtTheEnd) {
  WritePace pace(kRule, kStart, kStart + seconds(15), 0);
  EXPECT_TRUE(pace.KeepsUp(kStart + seconds(10), 1'000'000));
  EXPECT_EQ(pace.next_look(), kStart + seconds(15));
  EXPECT_FALSE(pace.KeepsUp(kStart + seconds(15), 2'000'000));
}

TEST(WritePace, WithoutAShareOnlyTheEndCounts) {
  WritePace pace({.window = seconds(10), .per_window = 0}, kStart, kStart + seconds(15), 0);
  EXPECT_TRUE(pace.KeepsUp(kStart + seconds(10), 0));
  EXPECT_FALSE(pace.KeepsUp(kStart + seconds(15), 0));
}

}  // namespace
}  // namespace cutline::http
