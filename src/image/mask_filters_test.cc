#include <gtest/gtest.h>

#include <cstring>

#include "image/composite.h"
#include "image/test_pixels.h"

namespace cutline::image {
namespace {

// Hashes by tools/pillow_goldens.py (scikit-image 0.26.0, SciPy 1.17.1).
TEST(CleanMask, EqualsRembgsPostProcess) {
  EXPECT_EQ(Sha256Of(CleanMask(SoftMask({.width = 640, .height = 480}, 5))),
            "9cc8bf0bfc592c1f3d2cc0e9910e80f6b88193dfd32e704eeeb1203df7fff79a");
  EXPECT_EQ(Sha256Of(CleanMask(NoiseImage({.width = 200, .height = 100}, 1, 6))),
            "0fa81296104524dde691ce8853efebf23678ad8a66196e288a584333db11afe5");
}

TEST(CleanMask, MirrorsBordersOfMasksSmallerThanTheBlur) {
  EXPECT_EQ(Sha256Of(CleanMask(SoftMask({.width = 5, .height = 3}, 7))),
            "5322fecfc92a5e3248a297a3df3eddfb9bd9049504272e4f572b87fa36d4b3bd");
  EXPECT_EQ(Sha256Of(CleanMask(NoiseImage({.width = 1, .height = 40}, 1, 8))),
            "a8f9872a4125c31dc783282929ba68ff47ea215681416a55bd322a4b4a1b0059");
}

TEST(CleanMask, RoundsAsTheReferenceRightOnTheThreshold) {
  Image flat({.width = 33, .height = 21}, 1);
  std::memset(flat.data(), 127, flat.byte_count());
  EXPECT_EQ(Sha256Of(CleanMask(flat)),
            "52dc744d17dcbde3e7ea398e34d8118014858f643a958479019b6fb91b64878e");
}

TEST(CleanMask, RemovesSpecksAndKeepsSolids) {
  Image mask({.width = 60, .height = 60}, 1);
  std::memset(mask.data(), 0, mask.byte_count());
  mask.row(5)[5] = 255;  // a speck
  for (int y = 20; y < 50; ++y) std::memset(mask.row(y) + 20, 254, 30);
  const Image clean = CleanMask(mask);
  EXPECT_EQ(clean.row(5)[5], 0);
  EXPECT_EQ(clean.row(35)[35], 255);
  EXPECT_EQ(clean.row(10)[35], 0);
}

}  // namespace
}  // namespace cutline::image
