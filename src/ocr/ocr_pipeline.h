#pragma once
#include <optional>
#include <span>

#include "image/decode.h"
#include "inference/model_pool.h"
#include "ocr/compat.h"
#include "ocr/ctc.h"
#include "ocr/line_image.h"
#include "ocr/recogniser.h"
#include "task/pipeline.h"

namespace cutline::ocr {

// What the steps of one reading share. Each step reads what earlier ones left.
struct OcrState {
  ByteSpan input;
  const image::DecodeLimits& limits;
  inference::LoadedModel* detector;  // null: the picture is one line
  inference::LoadedModel& direction;
  inference::LoadedModel& recogniser;
  const Decoding& decoding;
  const Rules& rules;
  float min_score = 0.5F;
  bool keep_picture = false;       // for who shows it; else it goes once the lines are cut
  image::Image picture;            // decode: 3 channels
  std::optional<Frame> frame;      // detect; where the rules have one
  image::Image framed;             // detect; the picture in it
  std::vector<Quad> boxes;         // detect; in pixels of the picture from crop on
  std::vector<LineImage> lines;    // crop; turned upright by classify
  std::vector<float> upside_down;  // classify: probability of each
  std::vector<int> turns;          // classify: quarter turns of each
  std::vector<Reading> readings;   // recognise
  Page page;                       // arrange
};

// decode, detect, crop, classify, recognise, arrange.
[[nodiscard]] std::span<const task::Step<OcrState>> OcrSteps();

}  // namespace cutline::ocr
