#include "image/profile.h"

#include <lcms2.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace cutline::image {
namespace {

constexpr std::size_t kMaxProfile = 4 << 20;
constexpr int kRowsBetweenChecks = 64;

struct CloseContext {
  void operator()(cmsContext context) const { cmsDeleteContext(context); }
};
struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct CloseTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};

// A way from the profile's colours to sRGB. Its own Little CMS context keeps threads
// apart and its complaints unheard.
class Transform {
 public:
  // Without `in_format`'s colour space in the profile, or on any fault, ok() is false.
  Transform(ByteSpan bytes, cmsColorSpaceSignature space, cmsUInt32Number in_format,
            cmsUInt32Number out_format, cmsUInt32Number flags) {
    if (bytes.empty() || bytes.size() > kMaxProfile) return;
    context_.reset(cmsCreateContext(nullptr, nullptr));
    if (context_ == nullptr) return;
    in_.reset(cmsOpenProfileFromMemTHR(context_.get(), bytes.data(),
                                       static_cast<cmsUInt32Number>(bytes.size())));
    if (in_ == nullptr || cmsGetColorSpace(in_.get()) != space) return;
    out_.reset(cmsCreate_sRGBProfileTHR(context_.get()));
    if (out_ == nullptr) return;
    transform_.reset(cmsCreateTransformTHR(context_.get(), in_.get(), in_format, out_.get(),
                                           out_format, INTENT_PERCEPTUAL, flags));
  }

  [[nodiscard]] bool ok() const { return transform_ != nullptr; }
  void Run(const void* in, void* out, std::size_t pixels) const {
    cmsDoTransform(transform_.get(), in, out, static_cast<cmsUInt32Number>(pixels));
  }

 private:
  std::unique_ptr<std::remove_pointer_t<cmsContext>, CloseContext> context_;
  std::unique_ptr<void, CloseProfile> in_, out_;
  std::unique_ptr<void, CloseTransform> transform_;
};

// True if no colour of a grid over the cube moves by more than one step: most profiles in
// photographs are sRGB under one of its many names.
bool IsIdentity(const Transform& transform) {
  constexpr int kSteps = 6;
  std::array<std::uint8_t, kSteps * kSteps * kSteps * 3> grid, moved;
  for (std::size_t i = 0; i < grid.size() / 3; ++i) {
    grid[i * 3] = static_cast<std::uint8_t>(i % kSteps * 51);
    grid[i * 3 + 1] = static_cast<std::uint8_t>(i / kSteps % kSteps * 51);
    grid[i * 3 + 2] = static_cast<std::uint8_t>(i / kSteps / kSteps * 51);
  }
  transform.Run(grid.data(), moved.data(), grid.size() / 3);
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (std::abs(grid[i] - moved[i]) > 1) return false;
  }
  return true;
}

Status ApplyGrey(ByteSpan profile, Image& picture) {
  const Transform transform(profile, cmsSigGrayData, TYPE_GRAY_8, TYPE_RGB_8, 0);
  if (!transform.ok()) return {};
  std::array<std::uint8_t, 256> greys;
  std::array<std::uint8_t, 256 * 3> colours;
  for (std::size_t i = 0; i < greys.size(); ++i) greys[i] = static_cast<std::uint8_t>(i);
  transform.Run(greys.data(), colours.data(), greys.size());
  const int channels = picture.channels();
  std::uint8_t* pixel = picture.data();
  std::uint8_t* const end = pixel + picture.byte_count();
  for (; pixel != end; pixel += channels) {
    std::copy_n(colours.data() + std::size_t{3} * pixel[0], 3, pixel);
  }
  return {};
}

}  // namespace

Status ApplyProfile(ByteSpan profile, bool grey, const Context& context, Image& picture) {
  if (profile.empty()) return {};
  if (grey) return ApplyGrey(profile, picture);
  const bool alpha = picture.channels() == 4;
  {
    // Unoptimised: for a few hundred colours, tables of 3 ms would not pay.
    const Transform plain(profile, cmsSigRgbData, TYPE_RGB_8, TYPE_RGB_8,
                          cmsFLAGS_NOCACHE | cmsFLAGS_NOOPTIMIZE);
    if (!plain.ok() || IsIdentity(plain)) return {};
  }
  const cmsUInt32Number format = alpha ? TYPE_RGBA_8 : TYPE_RGB_8;
  const Transform transform(profile, cmsSigRgbData, format, format,
                            alpha ? cmsFLAGS_COPY_ALPHA : 0);
  if (!transform.ok()) return {};
  for (int y = 0; y < picture.height(); ++y) {
    if (y % kRowsBetweenChecks == 0) CUTLINE_RETURN_IF_ERROR(context.Check());
    transform.Run(picture.row(y), picture.row(y), static_cast<std::size_t>(picture.width()));
  }
  return {};
}

Result<Image> InksToSrgb(ByteSpan profile, const Context& context, const Image& inks) {
  Image picture(inks.size(), 3);
  const Transform transform(profile, cmsSigCmykData, TYPE_CMYK_8, TYPE_RGB_8, 0);
  for (int y = 0; y < inks.height(); ++y) {
    if (y % kRowsBetweenChecks == 0) CUTLINE_RETURN_IF_ERROR(context.Check());
    const std::uint8_t* in = inks.row(y);
    std::uint8_t* out = picture.row(y);
    if (transform.ok()) {
      transform.Run(in, out, static_cast<std::size_t>(inks.width()));
      continue;
    }
    for (int x = 0; x < inks.width(); ++x, in += 4, out += 3) {
      const unsigned paper = 255U - in[3];
      for (int c = 0; c < 3; ++c) {
        out[c] = static_cast<std::uint8_t>(((255U - in[c]) * paper + 127U) / 255U);
      }
    }
  }
  return picture;
}

}  // namespace cutline::image
