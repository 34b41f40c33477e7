#include "image/composite.h"

#include <gtest/gtest.h>

#include <cstring>

#include "image/test_pixels.h"

namespace cutline::image {
namespace {

constexpr Size kSize = {.width = 101, .height = 67};

// Hashes by tools/pillow_goldens.py (Pillow 13.0.0).
TEST(Composite, PremultipliedCutOutEqualsPillowsComposite) {
  const Image mask = SoftMask(kSize, 3);
  EXPECT_EQ(Sha256Of(CutOutPremultiplied(NoiseImage(kSize, 3, 2), mask)),
            "4bd1bdd6c1e722eb60e3bad053c921026b8b7b256a63cdfeeb5abc903806bef2");
  EXPECT_EQ(Sha256Of(CutOutPremultiplied(NoiseImage(kSize, 4, 2), mask)),
            "0ccd4af3e9077eb77e4cfdc18134eee9a488ec5cd6c3975d3242d328419ccebf");
}

TEST(Composite, OverColourEqualsPillowsAlphaComposite) {
  const struct {
    Rgba background;
    const char* sha256;
  } goldens[] = {
      {{255, 255, 255, 255}, "36890165203d60695c5909c81f3ac61f5dc34e1a675d81d50dbee93439581755"},
      {{12, 200, 99, 255}, "f890edf82f32180dfc4c8b00a23e3361edaab9a7b9cb1f88f0c6b5302f0661f0"},
      {{12, 200, 99, 128}, "e186a9f8e1c9ab97c819ab753def579a6b6c88160d2eb945a12df2635b89f465"},
      {{0, 0, 0, 0}, "0395004bcb9314db1e7ce388d9b86af7b58c49c6e92b7350fcbca3bffbe05b6b"},
      {{250, 3, 77, 1}, "13ecf62b955bf5c3d018512e16b2004203797b5a6e18cd6d46d6c00a00d3d049"},
  };
  const Image cutout = NoiseImage(kSize, 4, 4);
  for (const auto& [background, sha256] : goldens) {
    const Image over = OverColour(cutout, background);
    EXPECT_EQ(over.channels(), background.a == 255 ? 3 : 4);
    EXPECT_EQ(Sha256Of(over), sha256) << "alpha " << int{background.a};
  }
}

TEST(Composite, CutOutKeepsColoursAndTakesTheMaskAsAlpha) {
  const Image picture = NoiseImage(kSize, 3, 9);
  const Image mask = SoftMask(kSize, 10);
  const Image cut = CutOut(picture, mask);
  ASSERT_EQ(cut.channels(), 4);
  for (std::size_t i = 0; i < mask.byte_count(); ++i) {
    ASSERT_EQ(std::memcmp(cut.data() + 4 * i, picture.data() + 3 * i, 3), 0);
    ASSERT_EQ(cut.data()[4 * i + 3], mask.data()[i]);
  }
}

TEST(Composite, CutOutMultipliesTheMaskIntoThePicturesOwnAlpha) {
  // Every pair of alpha and mask, against rounding done in floating point.
  Image picture({.width = 256, .height = 256}, 4);
  Image mask(picture.size(), 1);
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      const std::uint8_t pixel[] = {1, 2, 3, static_cast<std::uint8_t>(x)};
      std::memcpy(picture.row(y) + std::size_t{4} * x, pixel, 4);
      mask.row(y)[x] = static_cast<std::uint8_t>(y);
    }
  }
  const Image cut = CutOut(picture, mask);
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      ASSERT_EQ(cut.row(y)[4 * x + 3], static_cast<int>(x * y / 255.0 + 0.5));
      ASSERT_EQ(cut.row(y)[4 * x + 2], 3);
    }
  }
}

TEST(Composite, DropAlphaLeavesColoursAlone) {
  const Image picture = NoiseImage(kSize, 4, 11);
  const Image dropped = DropAlpha(picture);
  ASSERT_EQ(dropped.channels(), 3);
  for (std::size_t i = 0; i < dropped.byte_count() / 3; ++i) {
    ASSERT_EQ(std::memcmp(dropped.data() + 3 * i, picture.data() + 4 * i, 3), 0);
  }
  EXPECT_EQ(Sha256Of(DropAlpha(dropped)), Sha256Of(dropped)) << "nothing to drop: a copy";
}

TEST(CompositeDeathTest, RefusesAMaskOfAnotherSize) {
  const Image picture = NoiseImage({.width = 4, .height = 3}, 3, 1);
  const Image mask = NoiseImage({.width = 3, .height = 4}, 1, 1);
  EXPECT_DEATH((void)CutOut(picture, mask), "mask.size");
}

}  // namespace
}  // namespace cutline::image
