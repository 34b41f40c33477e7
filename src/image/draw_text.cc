// DrawText() and FontsHave() of draw.h: libvips has Pango shape the text, fontconfig knows the
// fonts.
#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <vips/vips.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "base/check.h"
#include "image/blend.h"
#include "image/draw.h"
#include "image/vips_runtime.h"

namespace cutline::image {
namespace {

// Simplified Chinese first: families that draw all of CJK by default prefer Japanese forms.
constexpr std::string_view kFamilies = "Noto Sans CJK SC,Source Han Sans SC,WenQuanYi Zen Hei,sans";
constexpr float kInkOfHeight = 0.78F;  // font size of a line box's height: its ink nearly fills it
constexpr float kNarrowest = 0.2F;     // width of a character, on average, of its font size
constexpr float kSmallest = 3;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
struct Free {
  void operator()(void* memory) const { g_free(memory); }
};
using Text = std::unique_ptr<char, Free>;

// How much each pixel is covered by the text in a font of `size` pixels: as small as its ink.
Result<Image> Render(const char* markup, float size) {
  CUTLINE_RETURN_IF_ERROR(StartVips());
  const std::string font = fmt::format("{} {:.2f}", kFamilies, size);
  VipsImage* rendered = nullptr;
  // At 72 dots an inch, a point is a pixel.
  const bool drawn = vips_text(&rendered, markup, "font", font.c_str(), "dpi", 72, nullptr) == 0;
  const std::unique_ptr<VipsImage, Unref> image(rendered);
  if (!drawn) {
    return std::unexpected(
        Internal({"A text could not be drawn.", "无法绘制文字。"}).WithDetail(TakeVipsError()));
  }
  std::size_t bytes = 0;
  const std::unique_ptr<void, Free> memory(vips_image_write_to_memory(rendered, &bytes));
  Image mask({vips_image_get_width(rendered), vips_image_get_height(rendered)}, 1);
  if (memory == nullptr || bytes != mask.byte_count())
    return std::unexpected(Internal({"A text could not be drawn.", "无法绘制文字。"}));
  std::copy_n(static_cast<const std::uint8_t*>(memory.get()), bytes, mask.data());
  return mask;
}

float Sample(const Image& mask, float x, float y) {
  const bool near = x > -1 && y > -1 && x < static_cast<float>(mask.width()) &&
                    y < static_cast<float>(mask.height());
  if (!near) return 0;  // it may be further than an int can say
  const int left = static_cast<int>(std::floor(x));
  const int top = static_cast<int>(std::floor(y));
  const auto at = [&](int column, int row) {
    const bool inside = column >= 0 && row >= 0 && column < mask.width() && row < mask.height();
    return inside ? static_cast<float>(mask.row(row)[column]) / 255 : 0.0F;
  };
  const float u = x - static_cast<float>(left);
  const float v = y - static_cast<float>(top);
  return (at(left, top) * (1 - u) + at(left + 1, top) * u) * (1 - v) +
         (at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u) * v;
}

struct Frame {
  Spot origin, along, down;  // the quad as a parallelogram
  float width, height;
};

void Place(Image& picture, const Image& mask, const Corners& quad, const Frame& frame,
           Rgba colour) {
  const float determinant = frame.along.x * frame.down.y - frame.along.y * frame.down.x;
  if (determinant == 0) return;
  const float left = (frame.width - static_cast<float>(mask.width())) / 2 + 0.5F;
  const float top = (frame.height - static_cast<float>(mask.height())) / 2 + 0.5F;
  const auto [least_x, most_x] = std::ranges::minmax(quad, {}, &Spot::x);
  const auto [least_y, most_y] = std::ranges::minmax(quad, {}, &Spot::y);
  const auto within = [](float value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(limit)));
  };
  const int end_x = within(most_x.x + 2, picture.width());
  const int end_y = within(most_y.y + 2, picture.height());
  for (int y = within(least_y.y - 1, picture.height()); y < end_y; ++y) {
    for (int x = within(least_x.x - 1, picture.width()); x < end_x; ++x) {
      const float dx = static_cast<float>(x) + 0.5F - frame.origin.x;
      const float dy = static_cast<float>(y) + 0.5F - frame.origin.y;
      const float across = (dx * frame.down.y - dy * frame.down.x) / determinant * frame.width;
      const float below = (frame.along.x * dy - frame.along.y * dx) / determinant * frame.height;
      const float covered = Sample(mask, across - left, below - top);
      if (covered > 0) Blend(picture.row(y) + std::ptrdiff_t{3} * x, colour, covered);
    }
  }
}

// What all fonts of the system can draw together.
const FcCharSet* AllCharacters() {
  static const FcCharSet* const all = [] {
    FcCharSet* found = FcCharSetCreate();
    FcPattern* any = FcPatternCreate();
    FcObjectSet* wanted = FcObjectSetBuild(FC_CHARSET, nullptr);
    FcFontSet* fonts = FcFontList(nullptr, any, wanted);
    for (int i = 0; fonts != nullptr && i < fonts->nfont; ++i) {
      FcCharSet* one = nullptr;
      if (FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &one) == FcResultMatch)
        FcCharSetMerge(found, one, nullptr);
    }
    if (fonts != nullptr) FcFontSetDestroy(fonts);
    FcObjectSetDestroy(wanted);
    FcPatternDestroy(any);
    return found;
  }();
  return all;
}

}  // namespace

Status DrawText(Image& picture, std::string_view text, const Corners& quad, Rgba colour) {
  CUTLINE_CHECK(picture.channels() == 3);
  const Spot along{quad[1].x - quad[0].x, quad[1].y - quad[0].y};
  const Spot down{quad[3].x - quad[0].x, quad[3].y - quad[0].y};
  const Frame frame{quad[0], along, down, std::hypot(along.x, along.y), std::hypot(down.x, down.y)};
  const Text valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  const auto length = static_cast<float>(g_utf8_strlen(valid.get(), -1));
  if (length == 0 || text.find_first_not_of(' ') == std::string_view::npos) return {};
  const Text markup(g_markup_escape_text(valid.get(), -1));

  // Never much wider than the frame, nor higher than the picture: a text of any length costs what
  // its place does.
  const auto largest = static_cast<float>(std::max(picture.width(), picture.height()));
  float size =
      std::min({kInkOfHeight * frame.height, frame.width / (kNarrowest * length), largest});
  if (size < kSmallest) return {};
  CUTLINE_ASSIGN_OR_RETURN(Image mask, Render(markup.get(), size));
  const float room = frame.width / static_cast<float>(mask.width());
  if (room < 1) {
    size *= room;
    if (size < kSmallest) return {};
    CUTLINE_ASSIGN_OR_RETURN(mask, Render(markup.get(), size));
  }
  Place(picture, mask, quad, frame, colour);
  return {};
}

bool FontsHave(std::string_view text) {
  const Text valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  for (const char* at = valid.get(); *at != '\0'; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (g_unichar_isgraph(c) && FcCharSetHasChar(AllCharacters(), c) == FcFalse) return false;
  }
  return true;
}

}  // namespace cutline::image
