#include "ocr/detector.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "ocr/line_image.h"

namespace cutline::ocr {
namespace {

constexpr int kStride = 32;  // the network halves its input five times
constexpr int kOverlap = 128;
constexpr double kSmallText = 16;  // pixels of the map: below it, letters run together
constexpr double kGoodText = 20;

int RoundUp(int value, int step) { return (value + step - 1) / step * step; }

int RoundToStride(double side) {
  return std::max(kStride, static_cast<int>(std::nearbyint(side / kStride)) * kStride);
}

// The probability of text for each pixel of the picture at a scale.
struct Map {
  image::Size size;
  std::vector<float> values;
};

// Looks at one tile of `picture` and writes what it answers for into the map.
Status LookAt(const image::Image& picture, const Tile& across, const Tile& down, int bucket,
              inference::LoadedModel& model, Map& map, const Context& context) {
  const image::Size padded{RoundUp(across.length, bucket), RoundUp(down.length, bucket)};
  std::vector<float> input(3 * static_cast<std::size_t>(padded.width) * padded.height);
  // Black, not the middle grey that 0 is: grey moves boxes near the edge.
  const models::Preprocessing& scale = model.entry.input;
  FillTensor(picture, {across.start, down.start, {across.length, down.length}}, scale, padded,
             (0.0F - scale.mean[0]) / scale.deviation[0], input);
  inference::Tensor output;
  CUTLINE_RETURN_IF_ERROR(
      model.network->InferShaped(input, {1, 3, padded.height, padded.width}, output, context));
  if (output.shape != inference::Shape{1, 1, padded.height, padded.width}) {
    return Unprocessable({fmt::format("{} is not a text detector: its output has another size.",
                                      model.entry.name),
                          fmt::format("{} 不是文字检测模型：输出尺寸不符。", model.entry.name)})
        .WithField("detector");
  }
  for (int y = down.from; y < down.to; ++y) {
    const float* row = output.values.data() + std::ptrdiff_t{y - down.start} * padded.width;
    std::copy(row + (across.from - across.start), row + (across.to - across.start),
              map.values.data() + std::ptrdiff_t{y} * map.size.width + across.from);
  }
  return {};
}

Result<std::vector<Quad>> Look(const image::Image& picture, double scale,
                               inference::LoadedModel& model, const DetectorOptions& options,
                               const Context& context) {
  const auto side = [&](int from) {
    return RoundToStride(options.whole_sides ? std::floor(from * scale) : from * scale);
  };
  Map map{.size = {side(picture.width()), side(picture.height())}, .values = {}};
  map.values.resize(static_cast<std::size_t>(map.size.width) * map.size.height);
  const image::Image resized = ResizeBilinear(picture, map.size);
  for (const Tile& down : CutIntoTiles(map.size.height, options.tile, kOverlap)) {
    for (const Tile& across : CutIntoTiles(map.size.width, options.tile, kOverlap)) {
      CUTLINE_RETURN_IF_ERROR(context.Check());
      CUTLINE_RETURN_IF_ERROR(LookAt(resized, across, down, options.bucket, model, map, context));
    }
  }
  return FindTextBoxes(map.values, map.size, picture.size(), options.boxes);
}

}  // namespace

double FirstScale(image::Size picture, const DetectorOptions& options) {
  const double shortest = std::min(picture.width, picture.height);
  const double longest = std::max(picture.width, picture.height);
  double scale = 1;
  if (shortest < options.short_side) {
    scale = std::min(options.short_side / shortest, std::max(1.0, options.long_side / longest));
  }
  return std::min(scale, options.largest / longest);
}

double SecondScale(image::Size picture, double first, std::span<const Quad> found,
                   const DetectorOptions& options) {
  if (first >= 1) return 0;
  double wanted = 2 * first;
  if (!found.empty()) {
    std::vector<float> heights;
    for (const Quad& box : found) heights.push_back(std::min(WidthOf(box), HeightOf(box)));
    const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
    std::ranges::nth_element(heights, middle);
    if (*middle * first >= kSmallText) return 0;
    wanted = kGoodText / *middle;
  }
  const double longest = std::max(picture.width, picture.height);
  const double second = std::min({1.0, wanted, options.finest / longest});
  return second > 1.1 * first ? second : 0;
}

double SlantOf(std::span<const Quad> boxes) {
  constexpr double kLong = 2;         // sides of a box whose direction counts
  constexpr double kAgreement = 0.8;  // 1 where all run the same way
  constexpr double kWell = 20;        // degrees from level that are found well
  constexpr double kUpright = 4;      // degrees from upright that are columns
  double cosines = 0, sines = 0, all = 0;
  for (const Quad& box : boxes) {
    const bool wide = WidthOf(box) >= HeightOf(box);
    const double length = std::max(WidthOf(box), HeightOf(box));
    if (length < kLong * std::min(WidthOf(box), HeightOf(box))) continue;
    const Point& to = wide ? box[1] : box[3];
    // Doubled, so that an edge counts alike from either end.
    const double angle = 2 * std::atan2(to.y - box[0].y, to.x - box[0].x);
    cosines += length * std::cos(angle);
    sines += length * std::sin(angle);
    all += length;
  }
  if (all == 0 || std::hypot(cosines, sines) < kAgreement * all) return 0;
  const double slant = std::atan2(sines, cosines) / 2 * 180 / std::numbers::pi;
  const bool aslant = std::abs(slant) > kWell && std::abs(slant) < 90 - kUpright;
  return aslant ? slant : 0;
}

std::vector<Tile> CutIntoTiles(int side, int most, int overlap) {
  CUTLINE_CHECK(side % kStride == 0 && most % kStride == 0 && overlap % kStride == 0 &&
                overlap < most);
  if (side <= most) return {{0, side, 0, side}};
  const int count = (side - overlap + most - overlap - 1) / (most - overlap);
  const int length =
      std::min(most, RoundUp((side + (count - 1) * overlap + count - 1) / count, kStride));
  std::vector<Tile> tiles;
  for (int i = 0; i < count; ++i) {
    const int start = static_cast<int>(static_cast<long long>(side - length) * i / (count - 1)) /
                      kStride * kStride;
    tiles.push_back({start, length, 0, side});
  }
  for (std::size_t i = 1; i < tiles.size(); ++i) {
    const int middle = (tiles[i].start + tiles[i - 1].start + length) / 2;
    tiles[i - 1].to = middle;
    tiles[i].from = middle;
  }
  return tiles;
}

Result<std::vector<Quad>> DetectText(const image::Image& picture, inference::LoadedModel& model,
                                     const DetectorOptions& options, const Context& context) {
  const double first = FirstScale(picture.size(), options);
  CUTLINE_ASSIGN_OR_RETURN(std::vector<Quad> found, Look(picture, first, model, options, context));
  const double second = SecondScale(picture.size(), first, found, options);
  if (second != 0) {
    CUTLINE_ASSIGN_OR_RETURN(found, Look(picture, second, model, options, context));
  }
  const double slant = options.straighten ? SlantOf(found) : 0;
  if (slant == 0) return found;
  const TurnedPicture straight = TurnPicture(picture, slant);
  const double scale = second != 0 ? second : FirstScale(straight.pixels.size(), options);
  CUTLINE_ASSIGN_OR_RETURN(found, Look(straight.pixels, scale, model, options, context));
  for (Quad& box : found) {
    for (Point& corner : box) {
      corner = straight.Back(corner);
      corner.x = std::clamp(corner.x, 0.0F, static_cast<float>(picture.width() - 1));
      corner.y = std::clamp(corner.y, 0.0F, static_cast<float>(picture.height() - 1));
    }
    box = OrderCorners(box);
  }
  return found;
}

}  // namespace cutline::ocr
