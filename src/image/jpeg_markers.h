#pragma once
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "image/byte_reader.h"
#include "image/step_budget.h"

namespace cutline::image {

constexpr std::uint8_t kJpegSoi = 0xD8, kJpegEoi = 0xD9, kJpegSos = 0xDA;

// SOF0 to SOF15: a frame header of any process.
[[nodiscard]] bool IsJpegFrame(std::uint8_t marker);

struct JpegSegment {
  std::uint8_t marker = 0;
  ByteSpan body;  // without its length; empty for SOI
};

// For a budget of steps. Entropy-coded data has one stuffed byte in about 250; in the
// largest file that is accepted by default, this is one for every 32 bytes.
constexpr std::int64_t kMaxJpegSteps = 1 << 21;

// Hands out the segments of a JPEG stream (ITU-T T.81, annex B) as libjpeg finds them.
// Skips what is none: the entropy-coded data after a scan's header, rubbish in between.
// Ends before EOI, and where a segment is cut short. Each 0xFF that is met costs a step.
class JpegWalk {
 public:
  JpegWalk(ByteSpan stream, StepBudget& steps) : reader_(stream), steps_(steps) {}
  [[nodiscard]] std::optional<JpegSegment> Next();

 private:
  std::uint8_t NextMarker();

  ByteReader reader_;
  StepBudget& steps_;
};

// Each scan of a progressive file goes over every coefficient of the picture, so a few
// kilobytes of empty scans can keep a decoder busy for minutes. Cameras and encoders
// write about ten.
constexpr int kMaxJpegScans = 256;
// A picture of 50 megapixels in 20 scans; libjpeg-turbo needs about 3 ns for each of these.
constexpr std::int64_t kMaxScannedPixels = 1'000'000'000;

// The scans of a stream times the pixels of its largest frame, for a stream inside
// another file: it may lack its tables, and what is wrong with it the decoder may tell.
[[nodiscard]] std::int64_t CountScannedPixels(ByteSpan stream, StepBudget& steps);

}  // namespace cutline::image
