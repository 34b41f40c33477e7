#pragma once
#include "base/bytes.h"
#include "base/context.h"
#include "image/pixels.h"

namespace cutline::image {

// Brings `picture` (3 or 4 channels, alpha untouched) from the colours of its ICC profile
// to sRGB, in place. A profile for grey applies where `grey` says that the three channels
// are one. A profile that is broken, absurdly large or for other pixels is ignored, and
// one that amounts to sRGB costs next to nothing. kCancelled or kDeadlineExceeded.
[[nodiscard]] Status ApplyProfile(ByteSpan profile, bool grey, const Context& context,
                                  Image& picture);

// From four inks (`inks` has 4 channels: cyan, magenta, yellow, black, 255 is full ink) to
// sRGB by the profile; or, without a usable one, by (1 - ink)(1 - black), as browsers do.
[[nodiscard]] Result<Image> InksToSrgb(ByteSpan profile, const Context& context, const Image& inks);

}  // namespace cutline::image
