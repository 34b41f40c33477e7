#include "ocr/ocr_pipeline.h"

#include "image/composite.h"
#include "ocr/direction.h"
#include "ocr/layout.h"
#include "ocr/words.h"

namespace cutline::ocr {
namespace {

// A strip in which the detector finds nothing is most likely one line of text.
constexpr double kStripRatio = 3;
constexpr int kStripHeight = 100;

Quad WholePicture(image::Size size) {
  const auto w = static_cast<float>(size.width - 1);
  const auto h = static_cast<float>(size.height - 1);
  return {{{0, 0}, {w, 0}, {w, h}, {0, h}}};
}

// Mean luminance of what is seen, 0 to 255; 0 for nothing.
double Brightness(const image::Image& picture) {
  double sum = 0;
  double weight = 0;
  const std::size_t pixels = picture.byte_count() / 4;
  const std::uint8_t* p = picture.data();
  for (std::size_t i = 0; i < pixels; ++i, p += 4) {
    if (p[3] == 0) continue;
    sum += 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
    weight += 1;
  }
  return weight > 0 ? sum / weight : 0;
}

Status Decode(OcrState& state, const Context& context) {
  if (state.picture.channels() == 3) {  // a page that was drawn
    state.page.size = state.picture.size();
    return {};
  }
  CUTLINE_ASSIGN_OR_RETURN(state.picture, image::Decode(state.input, state.limits, context));
  if (state.picture.channels() == 4) {
    // Dark writing goes on white, bright writing on black.
    const std::uint8_t ground = Brightness(state.picture) < 128 ? 255 : 0;
    state.picture = image::OverColour(state.picture, {ground, ground, ground, 255});
  }
  state.page.size = state.picture.size();
  return {};
}

// What is looked at, in whose pixels the boxes are found.
const image::Image& Seen(const OcrState& state) {
  return state.frame ? state.framed : state.picture;
}

Status Detect(OcrState& state, const Context& context) {
  const image::Size size = state.picture.size();
  if (state.detector == nullptr) {
    state.boxes = {WholePicture(size)};
    return {};
  }
  if (state.rules.framed) {
    CUTLINE_ASSIGN_OR_RETURN(state.frame, FrameOf(size));
    state.framed = Framed(state.picture, *state.frame);
  }
  CUTLINE_ASSIGN_OR_RETURN(
      state.boxes, DetectText(Seen(state), *state.detector, state.rules.detection, context));
  if (!state.rules.arranged) SortAsRapidOcr(state.boxes);
  const bool strip = size.width > kStripRatio * size.height && size.height < kStripHeight;
  if (state.boxes.empty() && strip && state.rules.strips_are_lines) {
    state.boxes = {WholePicture(size)};
  }
  return {};
}

Status Crop(OcrState& state, const Context&) {
  for (Quad& box : state.boxes) {
    state.lines.push_back(CutLine(Seen(state), box));
    if (state.frame) box = state.frame->Back(box);
  }
  state.framed = {};
  if (!state.keep_picture) state.picture = {};
  return {};
}

void Turn(OcrState& state, std::size_t line) {
  TurnUpsideDown(state.lines[line].pixels);
  state.turns[line] ^= 2;
}

Status Classify(OcrState& state, const Context& context) {
  CUTLINE_ASSIGN_OR_RETURN(
      state.upside_down,
      UpsideDown(state.lines, state.rules.long_lines_in_parts, state.direction, context));
  const std::vector<bool> turns =
      ChooseTurns(state.lines, state.upside_down, state.rules.page_votes);
  for (std::size_t i = 0; i < state.lines.size(); ++i) {
    state.turns.push_back(state.lines[i].turned ? 1 : 0);
    if (turns[i]) Turn(state, i);
  }
  return {};
}

// Whether most of the lines that run as this one does were turned upside down, by their lengths.
bool MostAreTurned(const OcrState& state, std::size_t line) {
  double turned = 0;
  for (std::size_t i = 0; i < state.lines.size(); ++i) {
    if (((state.turns[i] ^ state.turns[line]) & 1) != 0) continue;
    const double length = state.lines[i].pixels.width();
    turned += (state.turns[i] & 2) != 0 ? length : -length;
  }
  return turned > 0;
}

// Whether a line is worth reading the other way round too: what was read is hardly a text; or it
// is no clear one, and the classifier was not sure or made of the line an exception on its page.
bool IsInDoubt(const OcrState& state, std::size_t line) {
  constexpr float kHardlyText = 0.7F;
  constexpr float kClearText = 0.95F;
  const float score = ScoreOf(state.readings[line].glyphs);
  if (score < kHardlyText || score >= kClearText) return score < kHardlyText;
  const float upside_down = state.upside_down[line];
  return (upside_down > kSurelyUpright && upside_down < kSurelyTurned) ||
         MostAreTurned(state, line) != ((state.turns[line] & 2) != 0);
}

// How much a reading is worth, to choose between two of one line: upside down, one takes a few
// sure characters out of many, so the mean alone would not do.
double WorthOf(const Reading& reading) {
  double worth = 0;
  for (const Glyph& glyph : reading.glyphs) worth += glyph.probability - 0.5;
  return worth;
}

Status Recognise(OcrState& state, const Context& context) {
  const LineWidths widths = state.rules.widths;
  CUTLINE_ASSIGN_OR_RETURN(
      state.readings, ReadLines(state.lines, state.recogniser, state.decoding, widths, context));
  if (!state.rules.doubtful_are_reread) return {};
  std::vector<std::size_t> doubtful;
  std::vector<LineImage> again;
  for (std::size_t i = 0; i < state.lines.size(); ++i) {
    if (IsInDoubt(state, i)) doubtful.push_back(i);
  }
  for (const std::size_t i : doubtful) {
    Turn(state, i);
    again.push_back(std::move(state.lines[i]));
  }
  state.lines.clear();
  CUTLINE_ASSIGN_OR_RETURN(std::vector<Reading> others,
                           ReadLines(again, state.recogniser, state.decoding, widths, context));
  for (std::size_t i = 0; i < doubtful.size(); ++i) {
    Reading& reading = state.readings[doubtful[i]];
    if (WorthOf(others[i]) > WorthOf(reading)) {
      reading = std::move(others[i]);
    } else {
      state.turns[doubtful[i]] ^= 2;  // it was right
    }
  }
  return {};
}

Status Arrange(OcrState& state, const Context&) {
  for (std::size_t i = 0; i < state.boxes.size(); ++i) {
    Line line =
        MakeLine(state.boxes[i], state.turns[i], state.readings[i], *state.decoding.dictionary);
    if (line.score < state.min_score || line.words.empty()) continue;  // no words: only spaces
    state.page.lines.push_back(std::move(line));
  }
  state.rules.arranged ? ArrangePage(state.page) : KeepOrder(state.page);
  return {};
}

constexpr std::array<task::Step<OcrState>, 6> kSteps = {{
    {"decode", Decode},
    {"detect", Detect},
    {"crop", Crop},
    {"classify", Classify},
    {"recognise", Recognise},
    {"arrange", Arrange},
}};

}  // namespace

std::span<const task::Step<OcrState>> OcrSteps() { return kSteps; }

}  // namespace cutline::ocr
