#include "image/resample.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <random>

#include "image/lanczos_axis.h"
#include "image/resample_kernels.h"
#include "image/simd.h"
#include "image/test_pixels.h"

namespace cutline::image {
namespace {

struct Golden {
  int channels;
  Size source;
  Size target;
  const char* sha256;  // of Pillow 13.0.0's bytes, by tools/pillow_goldens.py
};

const Golden kGoldens[] = {
    {1,
     {320, 320},
     {1024, 1024},
     "3eb7942967340812b3c490a2822ba7a893589110cabfe2178f7434d3159406a7"},
    {3,
     {1024, 1024},
     {320, 320},
     "88cf0537b6d136cd7fa4c9b0666a8d14fad6480f238c10c24b1b1ead1ad554e8"},
    {4, {257, 131}, {64, 199}, "c4c94ae7cc0f2ac256288a9fadb22deca8f8cc1f5dce382f16e308600b99c64a"},
    {3, {300, 900}, {320, 320}, "d4d19ebc37bfe69f84c7f9fa18838fd856bff7ad7ecb3ce3eaf63143cb787575"},
    {1, {61, 240}, {97, 31}, "520528df2a0b863b111c6c6d85779dca6f017a384d69b1505add45cb461c3937"},
    {4, {50, 77}, {50, 20}, "3d1ec2ed56e78aa6897e20d923954f1680449d75d706eb13591fc0ad65d23f1a"},
    {3, {77, 50}, {20, 50}, "8e25774cb863ec197f7fa4204c2eb9375a4b887f1e300ed3d7dea9a1102cf69e"},
    {1, {1, 1}, {7, 5}, "3845760436c4ede57239a4d607d0e52bf16565bccc0aae82e2f9ec97abe0925b"},
    {3, {2, 3}, {1, 1}, "c0d9f5cdb18053075f36f9f89ffb4546a0d034af3c7232e3e1c19c228fcfbac9"},
    {4, {3, 2}, {41, 43}, "67e8bc4bc9f9ebe1ce8efac0b086fa98623870cedf61cf1db8a5ffd995387b2b"},
    {3, {5, 200}, {9, 3}, "f7c1de7b9c01079ff10140c2e50e55ba84920c28de2d3aab2478addfb88e873b"},
    {1, {1000, 4}, {3, 9}, "e9c65062df6160fcf8aa69ab9e2d9cc28f41dff344f655da886895e565722e01"},
};

bool SameBytes(const Image& a, const Image& b) {
  return a.size() == b.size() && a.channels() == b.channels() &&
         std::memcmp(a.data(), b.data(), a.byte_count()) == 0;
}

TEST(Resample, EqualsPillowBitForBit) {
  for (const Golden& golden : kGoldens) {
    const Image source = NoiseImage(golden.source, golden.channels, 1);
    EXPECT_EQ(Sha256Of(ResizeLanczos(source, golden.target)), golden.sha256)
        << golden.channels << " channels to " << golden.target.width << " x "
        << golden.target.height;
  }
}

TEST(Resample, PortableKernelsEqualPillowToo) {
  for (const Golden& golden : kGoldens) {
    const Image source = NoiseImage(golden.source, golden.channels, 1);
    const Image resized = ResizeLanczosWith(PortableResampleKernels(), source, golden.target);
    EXPECT_EQ(Sha256Of(resized), golden.sha256);
  }
}

TEST(Resample, BothKernelsAgreeOnRandomSizes) {
  if (!CpuHasAvx2()) GTEST_SKIP() << "this CPU has no AVX2";
  std::mt19937 random(7);
  const auto side = [&](int most) { return static_cast<int>(random() % most) + 1; };
  for (int round = 0; round < 400; ++round) {
    const int channels = std::array{1, 3, 4}[round % 3];
    const int most = round % 4 == 0 ? 12 : 180;
    const Size from = {.width = side(most), .height = side(most)};
    const Size to = {.width = side(most), .height = side(most)};
    // Black and white drives the sums to their extremes, beyond 0 and 255.
    Image source = NoiseImage(from, channels, random());
    if (round % 2 == 0) {
      for (std::size_t i = 0; i < source.byte_count(); ++i) {
        source.data()[i] = source.data()[i] < 128 ? 0 : 255;
      }
    }
    ASSERT_TRUE(SameBytes(ResizeLanczosWith(Avx2ResampleKernels(), source, to),
                          ResizeLanczosWith(PortableResampleKernels(), source, to)))
        << channels << " channels, " << from.width << " x " << from.height << " to " << to.width
        << " x " << to.height;
  }
}

TEST(Resample, KeepsAFlatPictureFlat) {
  Image flat({.width = 37, .height = 23}, 3);
  std::memset(flat.data(), 201, flat.byte_count());
  const Image resized = ResizeLanczos(flat, {.width = 90, .height = 11});
  for (const std::uint8_t byte : resized.bytes()) ASSERT_EQ(byte, 201);
}

TEST(Resample, CopiesAtTheSameSize) {
  const Image source = NoiseImage({.width = 31, .height = 17}, 4, 3);
  const Image copy = ResizeLanczos(source, source.size());
  EXPECT_TRUE(SameBytes(source, copy));
  EXPECT_NE(source.data(), copy.data());
}

TEST(LanczosAxis, WindowsStayInsideAndWeightsSumToOne) {
  for (const auto& [source, target] :
       {std::pair{1, 9}, {2, 1}, {7, 5}, {320, 1024}, {1024, 320}, {5000, 3}}) {
    const LanczosAxis axis = MakeLanczosAxis(source, target);
    ASSERT_EQ(axis.windows.size(), static_cast<std::size_t>(target));
    for (int i = 0; i < target; ++i) {
      const auto [first, count] = axis.windows[i];
      ASSERT_GE(first, 0);
      ASSERT_GE(count, 1);
      ASSERT_LE(count, axis.max_count);
      ASSERT_LE(first + count, source);
      std::int64_t sum = 0;
      for (int k = 0; k < axis.max_count; ++k) sum += axis.weights_of(i)[k];
      ASSERT_LE(std::abs(sum - (1 << LanczosAxis::kWeightBits)), axis.max_count);
    }
  }
}

TEST(ResampleDeathTest, RefusesAnEmptyTarget) {
  const Image source = NoiseImage({.width = 4, .height = 4}, 1, 1);
  EXPECT_DEATH((void)ResizeLanczos(source, {.width = 0, .height = 4}), "target.width");
}

}  // namespace
}  // namespace cutline::image
