#include "ocr/ocr_options.h"

#include <array>

#include "inference/engine.h"

namespace cutline::ocr {
namespace {

constexpr std::array<std::string_view, 2> kFormats = {"txt", "json"};

constexpr std::array kDecls = {
    OptionDecl{.name = "model",
               .letter = 'm',
               .type = OptionType::kText,
               .fallback = "ppocr-v4",
               .help = "Model that reads lines: ppocr-v4, or crnn",
               .help_zh = "识别文字行的模型：ppocr-v4 或 crnn",
               .metavar = "NAME"},
    OptionDecl{.name = "detector",
               .type = OptionType::kText,
               .fallback = "ppocr-v4-det",
               .help = "Model that finds lines",
               .help_zh = "检测文字行的模型",
               .metavar = "NAME"},
    OptionDecl{.name = "precision",
               .letter = 'p',
               .type = OptionType::kChoice,
               .help = "Arithmetic of the inference; auto takes f32 for text",
               .help_zh = "推理精度；auto 对文字使用 f32",
               .choices = inference::kPrecisionWishes},
    OptionDecl{.name = "single-line",
               .type = OptionType::kFlag,
               .fallback = "false",
               .help = "The picture is one line of text: read it whole",
               .help_zh = "图片只有一行文字：整体识别"},
    OptionDecl{.name = "min-score",
               .type = OptionType::kNumber,
               .fallback = "0.5",
               .help = "Lines whose mean probability is below it are left out",
               .help_zh = "平均概率低于该值的行不输出",
               .min = 0,
               .max = 1},
    OptionDecl{.name = "format",
               .letter = 'f',
               .type = OptionType::kChoice,
               .fallback = "txt",
               .help = "txt: the text; json: lines and words with boxes and scores",
               .help_zh = "txt：纯文本；json：含位置与得分的行和词",
               .choices = kFormats},
};

}  // namespace

std::span<const OptionDecl> OcrOptionDecls() { return kDecls; }

OcrOptions ParseOcrOptions(const OptionValues& values) {
  return {.model = values.Text("model"),
          .detector = values.Text("detector"),
          .precision = values.Text("precision"),
          .detect = !values.Flag("single-line"),
          .min_score = static_cast<float>(values.Number("min-score")),
          .json = values.Text("format") == "json"};
}

}  // namespace cutline::ocr
