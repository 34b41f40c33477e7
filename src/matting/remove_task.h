#pragma once
#include <array>
#include <string>

#include "image/decode.h"
#include "inference/model_pool.h"
#include "matting/remove_options.h"
#include "task/task.h"

namespace cutline::matting {

struct RemoveTaskOptions {
  std::string default_model = "u2netp";
  std::string default_precision = "auto";
  image::DecodeLimits limits;
};

// The task `remove`: a photograph in, its subject on a transparent (or one-colour) ground
// out. Stages: decode, prepare, infer, mask, compose, encode.
class RemoveTask final : public task::Task {
 public:
  static constexpr std::string_view kName = "remove";
  static constexpr std::string_view kSummary = "Cut the subject of a picture out of its background";
  static constexpr std::string_view kSummaryZh = "将图片主体从背景中抠出";
  static constexpr std::array<task::Format, 2> kFormats = {
      {{"png", "image/png", ".png"}, {"webp", "image/webp", ".webp"}}};

  RemoveTask(inference::ModelPool& models, RemoveTaskOptions options);  // `models` must outlive it

  [[nodiscard]] std::string_view name() const override { return kName; }
  [[nodiscard]] std::string_view summary() const override { return kSummary; }
  [[nodiscard]] std::string_view summary_zh() const override { return kSummaryZh; }
  [[nodiscard]] std::span<const OptionDecl> options() const override { return RemoveOptionDecls(); }
  [[nodiscard]] std::span<const task::Format> formats() const override { return kFormats; }
  [[nodiscard]] Status Check(ByteSpan input, const OptionValues& options) const override;
  [[nodiscard]] Result<task::Output> Run(ByteSpan input, const OptionValues& options,
                                         const Context& context) const override;

 private:
  [[nodiscard]] const std::string& ModelOf(const std::string& asked) const;
  [[nodiscard]] const std::string& PrecisionOf(const std::string& asked) const;

  inference::ModelPool& models_;
  const RemoveTaskOptions options_;
};

}  // namespace cutline::matting
