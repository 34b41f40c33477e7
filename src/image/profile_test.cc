#include "image/profile.h"

#include <lcms2.h>

#include "image/test_files.h"

namespace cutline::image {
namespace {

ByteBuffer Serialise(cmsHPROFILE profile) {
  cmsUInt32Number length = 0;
  EXPECT_TRUE(cmsSaveProfileToMem(profile, nullptr, &length));
  ByteBuffer bytes(length);
  EXPECT_TRUE(cmsSaveProfileToMem(profile, bytes.data(), &length));
  cmsCloseProfile(profile);
  return bytes;
}

ByteBuffer Srgb() { return Serialise(cmsCreate_sRGBProfile()); }

// Primaries and gamma of one's choice, white D65.
ByteBuffer RgbProfile(const cmsCIExyYTRIPLE& primaries, double gamma) {
  const cmsCIExyY white{0.3127, 0.3290, 1.0};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  cmsToneCurve* curves[] = {curve, curve, curve};
  ByteBuffer bytes = Serialise(cmsCreateRGBProfile(&white, &primaries, curves));
  cmsFreeToneCurve(curve);
  return bytes;
}

// What is called red is blue, and so on: nobody can miss it.
ByteBuffer SwappedProfile() {
  return RgbProfile({{0.15, 0.06, 1}, {0.30, 0.60, 1}, {0.64, 0.33, 1}}, 2.2);
}

ByteBuffer GreyProfile(double gamma) {
  const cmsCIExyY white{0.3127, 0.3290, 1.0};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  ByteBuffer bytes = Serialise(cmsCreateGrayProfile(&white, curve));
  cmsFreeToneCurve(curve);
  return bytes;
}

Image Apply(ByteSpan profile, bool grey, Image picture) {
  const SteadyClock clock;
  EXPECT_TRUE(ApplyProfile(profile, grey, Context{.clock = clock}, picture).ok());
  return picture;
}

TEST(Profile, LeavesSrgbUntouched) {
  const Image picture = Ramp({64, 64}, 3);
  EXPECT_EQ(Distance(Apply(Srgb(), false, picture.Clone()), picture), 0);
}

TEST(Profile, MovesColoursToSrgb) {
  const Image moved = Apply(SwappedProfile(), false, Flat({4, 4}, {255, 0, 0}));
  EXPECT_LE(Distance(moved, Flat({4, 4}, {0, 0, 255})), 2);
}

TEST(Profile, LeavesAlphaAlone) {
  const Image moved = Apply(SwappedProfile(), false, Flat({4, 4}, {255, 0, 0, 77}));
  EXPECT_LE(Distance(moved, Flat({4, 4}, {0, 0, 255, 77})), 2);
  EXPECT_EQ(moved.data()[3], 77);
}

TEST(Profile, AppliesAGreyProfileToGreyPictures) {
  // Linear light: a fifth is shown as about a half.
  const Image moved = Apply(GreyProfile(1.0), true, Flat({4, 4}, {55, 55, 55}));
  EXPECT_LE(Distance(moved, Flat({4, 4}, {128, 128, 128})), 2);
}

TEST(Profile, IgnoresWhatDoesNotFit) {
  const Image picture = Ramp({16, 16}, 3);
  ByteBuffer cut = SwappedProfile();
  cut.resize(cut.size() / 2);
  ByteBuffer garbage(5000, 0xAB);
  ByteBuffer huge = SwappedProfile();
  huge.resize(5 << 20);
  EXPECT_EQ(Distance(Apply(cut, false, picture.Clone()), picture), 0);
  EXPECT_EQ(Distance(Apply(garbage, false, picture.Clone()), picture), 0);
  EXPECT_EQ(Distance(Apply(huge, false, picture.Clone()), picture), 0);
  EXPECT_EQ(Distance(Apply({}, false, picture.Clone()), picture), 0);
  EXPECT_EQ(Distance(Apply(GreyProfile(1.0), false, picture.Clone()), picture), 0);
  EXPECT_EQ(Distance(Apply(SwappedProfile(), true, picture.Clone()), picture), 0);
}

TEST(Profile, StopsForAClientThatLeft) {
  const SteadyClock clock;
  std::stop_source client;
  client.request_stop();
  Image picture = Ramp({16, 16}, 3);
  EXPECT_EQ(ApplyProfile(SwappedProfile(), false,
                         Context{.clock = clock, .cancelled = client.get_token()}, picture)
                .code(),
            Code::kCancelled);
}

TEST(Profile, ReachesEveryKindThatCarriesOne) {
  const Image red = Flat({32, 32}, {255, 0, 0});
  for (const char* suffix : {".jpg[Q=100,subsample_mode=off]", ".png", ".webp[lossless]", ".tif"}) {
    const Result<Image> image = DecodeFile(VipsPicture(red).Profile(SwappedProfile()).Save(suffix));
    ASSERT_TRUE(image.has_value()) << suffix;
    EXPECT_LE(Distance(*image, Flat({32, 32}, {0, 0, 255})), 4) << suffix;
  }
}

TEST(Profile, ABrokenOneInAFileIsIgnored) {
  const ByteBuffer garbage(600, 0x5A);
  const Image red = Flat({32, 32}, {255, 0, 0});
  const Result<Image> image =
      DecodeFile(VipsPicture(red).Profile(garbage).Save(".jpg[Q=100,subsample_mode=off]"));
  ASSERT_TRUE(image.has_value());
  EXPECT_LE(Distance(*image, red), 3);
}

}  // namespace
}  // namespace cutline::image
