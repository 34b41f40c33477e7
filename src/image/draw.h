#pragma once
#include <array>
#include <string_view>

#include "base/status.h"
#include "image/colour.h"
#include "image/pixels.h"

// Marks on a picture, for people to look at. Everything that falls outside it is cut off.
namespace cutline::image {

struct Spot {
  float x = 0, y = 0;  // in pixels; (0, 0) is the outer corner of the first one
};
// Top left, top right, bottom right, bottom left, as one who reads what is in it sees it; convex.
using Corners = std::array<Spot, 4>;

// Smooth edges; the colour's alpha says how much of it is laid over the picture.
// REQUIRES: `picture` has 3 channels.
void FillQuad(Image& picture, const Corners& quad, Rgba colour);
void OutlineQuad(Image& picture, const Corners& quad, float thickness, Rgba colour);

// One line of text in the middle of `quad`, turned as that is, as large as it fits. Plain text,
// no markup. Draws nothing where it would be smaller than 3 pixels. kUnavailable or kInternal
// where text cannot be rendered.
// REQUIRES: `picture` has 3 channels; `text` is UTF-8.
[[nodiscard]] Status DrawText(Image& picture, std::string_view text, const Corners& quad,
                              Rgba colour);

// True where the fonts of this system have each character of `text` (UTF-8).
[[nodiscard]] bool FontsHave(std::string_view text);

}  // namespace cutline::image
