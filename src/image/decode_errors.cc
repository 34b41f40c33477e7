#include "image/decode_errors.h"

#include <fmt/format.h>

namespace cutline::image {

Status Damaged(Format format, std::string detail) {
  const std::string_view name = FormatName(format);
  return Unprocessable(
             {fmt::format("The {} file is damaged.", name), fmt::format("{} 文件已损坏。", name)})
      .WithHint({"Send another copy, or open it in an image editor and save it again.",
                 "请换一份文件，或在图像编辑器中打开后重新保存。"})
      .WithDetail(std::move(detail));
}

Status UnusualVariant(Format format, std::string detail) {
  const std::string_view name = FormatName(format);
  return Unprocessable({fmt::format("This variant of {} cannot be read.", name),
                        fmt::format("无法读取这种 {} 文件。", name)})
      .WithHint({"Open it in an image editor and save it as a plain JPEG or PNG.",
                 "请在图像编辑器中打开，另存为普通的 JPEG 或 PNG。"})
      .WithDetail(std::move(detail));
}

Status NotRead(std::string_view kind) {
  Sentence sentence{"The file is not a picture of a kind that is read.", "不支持这种文件格式。"};
  if (!kind.empty()) {
    sentence = {fmt::format("{} files are not read.", kind), fmt::format("不支持 {} 文件。", kind)};
  }
  return Unsupported(std::move(sentence))
      .WithHint({"Convert it to JPEG, PNG, WebP, AVIF, GIF, TIFF or BMP first.",
                 "请先转换为 JPEG、PNG、WebP、AVIF、GIF、TIFF 或 BMP。"});
}

Status CheckSize(Format format, std::int64_t width, std::int64_t height,
                 const DecodeLimits& limits) {
  if (width < 1 || height < 1) {
    return Damaged(format, fmt::format("size {} x {}", width, height));
  }
  const auto hint = [](std::string_view option) -> Sentence {
    return {fmt::format("Scale the picture down first, or raise {}.", option),
            fmt::format("请先缩小图片，或调高 {}。", option)};
  };
  if (width > limits.max_side || height > limits.max_side) {
    return TooLarge({fmt::format("The picture is {} × {} pixels; a side may have at most {}.",
                                 width, height, limits.max_side),
                     fmt::format("图片尺寸为 {} × {} 像素，单边最多 {} 像素。", width, height,
                                 limits.max_side)})
        .WithHint(hint("max-side"));
  }
  // Both sides fit an int here, so the product can't overflow.
  if (width * height > limits.max_pixels) {
    return TooLarge({fmt::format("The picture has {} × {} = {} pixels; at most {} are accepted.",
                                 width, height, width * height, limits.max_pixels),
                     fmt::format("图片共 {} × {} = {} 像素，最多接受 {} 像素。", width, height,
                                 width * height, limits.max_pixels)})
        .WithHint(hint("max-pixels"));
  }
  return {};
}

}  // namespace cutline::image
