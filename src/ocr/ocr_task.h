#pragma once
#include <map>
#include <memory>

#include "base/mutex.h"
#include "image/decode.h"
#include "inference/model_pool.h"
#include "ocr/ctc.h"
#include "ocr/exports/export.h"
#include "ocr/ocr_options.h"
#include "ocr/recogniser.h"
#include "task/task.h"

namespace cutline::ocr {

struct OcrTaskOptions {
  std::string default_precision = "auto";
  image::DecodeLimits limits;
};

// Reads the text in a picture: lines found by a detector, turned upright by a classifier, read
// by a recogniser. `models` must outlive it.
class OcrTask final : public task::Task {
 public:
  static constexpr std::string_view kName = "ocr";
  static constexpr std::string_view kSummary = "Read the text in a picture";
  static constexpr std::string_view kSummaryZh = "识别图片中的文字";

  OcrTask(inference::ModelPool& models, OcrTaskOptions options);

  [[nodiscard]] std::string_view name() const override { return kName; }
  [[nodiscard]] std::string_view summary() const override { return kSummary; }
  [[nodiscard]] std::string_view summary_zh() const override { return kSummaryZh; }
  [[nodiscard]] std::span<const OptionDecl> options() const override;
  [[nodiscard]] std::span<const task::Format> formats() const override { return ExportFormats(); }
  // RapidOCR's POST /ocr, and the POST /recognize that services around one network usually have.
  [[nodiscard]] std::span<const task::Alias> aliases() const override;
  [[nodiscard]] Status Check(ByteSpan input, const OptionValues& values) const override;
  [[nodiscard]] std::vector<task::Part> Examine() const override;
  [[nodiscard]] Result<task::Output> Run(ByteSpan input, const OptionValues& values,
                                         const Context& context) const override;

 private:
  [[nodiscard]] Result<Decoding> DecodingFor(const models::ModelEntry& recogniser,
                                             const OcrOptions& options) const;
  [[nodiscard]] Result<std::shared_ptr<const Dictionary>> DictionaryOf(
      const models::ModelEntry& recogniser) const;

  inference::ModelPool& models_;
  const OcrTaskOptions options_;
  mutable Mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const Dictionary>> dictionaries_
      GUARDED_BY(mutex_);  // by the model whose they are
};

}  // namespace cutline::ocr
