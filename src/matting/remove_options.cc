#include "matting/remove_options.h"

#include "inference/engine.h"

namespace cutline::matting {
namespace {

constexpr std::array<std::string_view, 2> kCompat = {"none", "rembg"};
constexpr std::array<std::string_view, 2> kFormats = {"png", "webp"};

constexpr std::array kDecls = {
    OptionDecl{
        .name = "model",
        .letter = 'm',
        .type = OptionType::kText,
        .help = "Segmentation model, as named by `cutline models list`; without it the "
                "program's (u2netp)",
        .help_zh = "分割模型，名称见 `cutline models list`；不给则用程序的默认模型（u2netp）",
        .metavar = "NAME"},
    OptionDecl{
        .name = "precision",
        .letter = 'p',
        .type = OptionType::kChoice,
        .help = "Arithmetic of the inference; auto takes the fastest that keeps the error budget",
        .help_zh = "推理精度；auto 选择误差预算内最快的一种",
        .choices = inference::kPrecisionWishes},
    OptionDecl{.name = "only-mask",
               .type = OptionType::kFlag,
               .fallback = "false",
               .help = "Return the mask (8-bit grey) instead of the cut-out; it has no background",
               .help_zh = "只返回蒙版（8 位灰度），不返回抠图；不应用背景"},
    OptionDecl{.name = "background",
               .letter = 'b',
               .type = OptionType::kText,
               .fallback = "transparent",
               .help = "Colour behind the subject: transparent, #rrggbb, #rrggbbaa or a CSS name",
               .help_zh = "主体背后的颜色：transparent、#rrggbb、#rrggbbaa 或 CSS 颜色名",
               .metavar = "COLOUR"},
    OptionDecl{.name = "post-process",
               .type = OptionType::kFlag,
               .fallback = "false",
               .help = "Clean the mask: opening, blur, threshold (gives a hard edge)",
               .help_zh = "清理蒙版：开运算、模糊、二值化（边缘变硬）"},
    OptionDecl{.name = "compat",
               .type = OptionType::kChoice,
               .fallback = "none",
               .help = "rembg: its exact pixels (premultiplied colours, solid alpha 254)",
               .help_zh = "rembg：与其像素完全一致（预乘颜色，实心 alpha 为 254）",
               .choices = kCompat},
    OptionDecl{.name = "format",
               .letter = 'f',
               .type = OptionType::kChoice,
               .fallback = "png",
               .help = "File format of the result",
               .help_zh = "结果的文件格式",
               .choices = kFormats},
    OptionDecl{.name = "quality",
               .letter = 'q',
               .type = OptionType::kInteger,
               .fallback = "90",
               .help = "WebP quality; with --lossless, the effort",
               .help_zh = "WebP 质量；与 --lossless 同用时为压缩力度",
               .min = 1,
               .max = 100},
    OptionDecl{.name = "lossless",
               .type = OptionType::kFlag,
               .fallback = "false",
               .help = "Lossless WebP",
               .help_zh = "无损 WebP"},
    OptionDecl{.name = "png-effort",
               .type = OptionType::kInteger,
               .fallback = "1",
               .help = "PNG compression: 0 is fastest, 9 smallest",
               .help_zh = "PNG 压缩力度：0 最快，9 最小",
               .min = 0,
               .max = 9},
};

}  // namespace

std::span<const OptionDecl> RemoveOptionDecls() { return kDecls; }

Result<RemoveOptions> ParseRemoveOptions(const OptionValues& values) {
  RemoveOptions options;
  options.model = values.Text("model");
  options.precision = values.Text("precision");
  options.only_mask = values.Flag("only-mask");
  options.post_process = values.Flag("post-process");
  options.rembg_compatible = values.Text("compat") == "rembg";
  auto background = image::ParseColour(values.Text("background"));
  if (!background) return std::unexpected(std::move(background).error().WithField("background"));
  options.background = *background;
  options.format = values.Text("format") == "webp" ? image::Format::kWebp : image::Format::kPng;
  options.png.effort = static_cast<int>(values.Integer("png-effort"));
  options.webp.lossless = values.Flag("lossless");
  options.webp.quality = static_cast<int>(values.Integer("quality"));
  if (options.webp.lossless && options.format != image::Format::kWebp) {
    return std::unexpected(
        InvalidArgument({"lossless is an option of the WebP format; PNG always is.",
                         "lossless 只适用于 WebP 格式；PNG 本来就是无损的。"})
            .WithField("lossless")
            .WithHint({"Add format=webp, or leave lossless out.",
                       "请加上 format=webp，或去掉 lossless。"}));
  }
  return options;
}

}  // namespace cutline::matting
