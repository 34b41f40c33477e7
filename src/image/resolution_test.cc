#include "image/resolution.h"

#include "image/test_files.h"
#include "image/test_pixels.h"

namespace cutline::image {
namespace {

// A picture that states `per_millimetre` dots, in the kind that `suffix` names.
ByteBuffer FileOf(double per_millimetre, const char* suffix) {
  return VipsPicture(Ramp({16, 16}, 3)).Resolution(per_millimetre).Save(suffix);
}

TEST(Resolution, IsReadFromEachKind) {
  for (const char* suffix : {".jpg", ".png", ".tif"})
    EXPECT_NEAR(DotsPerInch(FileOf(300 / 25.4, suffix)), 300, 1) << suffix;
  EXPECT_EQ(DotsPerInch(FileOf(300 / 25.4, ".webp")), 0);
}

TEST(Resolution, IsNotBelievedWhereItIsADefaultOrAbsurd) {
  for (const char* suffix : {".jpg", ".png", ".tif"}) {
    EXPECT_EQ(DotsPerInch(FileOf(72 / 25.4, suffix)), 0) << suffix;
    EXPECT_EQ(DotsPerInch(FileOf(1000, suffix)), 0) << suffix;
  }
}

TEST(Resolution, OfAnythingAtAllIsANumber) {
  EXPECT_EQ(DotsPerInch({}), 0);
  for (const char* suffix : {".jpg", ".png", ".tif"}) {
    const ByteBuffer whole = FileOf(12, suffix);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const double found = DotsPerInch(ByteSpan(whole).first(size));
      EXPECT_GE(found, 0);
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
      ByteBuffer bent = whole;
      bent[i] ^= 0xff;
      EXPECT_LE(DotsPerInch(bent), 2400);
    }
  }
}

}  // namespace
}  // namespace cutline::image
