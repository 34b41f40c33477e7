#include "ocr/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/check.h"
#include "base/program_run.h"

namespace cutline::ocr {
namespace {

constexpr std::uint64_t kMemory = 2ULL << 30;
constexpr int kSeconds = 60;
constexpr double kPointsPerInch = 72;
constexpr int kMostPages = 500;
constexpr const char* kFile = "/proc/self/fd/0";  // its standard input, which it can seek in

Status CannotRead(const ProgramResult& result) {
  if (result.exit_code > 128) {
    return Unprocessable({"Drawing the PDF takes too much time or memory.",
                          "绘制该 PDF 所需的时间或内存过多。"})
        .WithHint({"Choose pages, or a lower dpi.", "请选择页面，或降低 dpi。"});
  }
  if (result.errors.find("Incorrect password") != std::string::npos) {
    return Unprocessable({"The PDF is protected by a password.", "该 PDF 受密码保护。"})
        .WithHint({"Save it without one and send that.", "请另存为不带密码的文件后再试。"});
  }
  return Unprocessable({"The PDF can't be read.", "无法读取该 PDF。"})
      .WithHint({"It is damaged or incomplete.", "文件已损坏或不完整。"})
      .WithDetail(result.errors.substr(0, result.errors.find('\n')));
}

Result<ProgramResult> Poppler(std::vector<std::string> arguments, ByteSpan file,
                              std::size_t max_output, const Context& context) {
  auto result = RunProgram({.arguments = std::move(arguments),
                            .input = file,
                            .max_output = max_output,
                            .max_memory = kMemory,
                            .max_cpu_seconds = kSeconds},
                           context);
  if (!result && result.error().code() == Code::kUnavailable) {
    return std::unexpected(CheckPdfPrograms());
  }
  if (!result && result.error().code() == Code::kTooLarge) {
    return std::unexpected(TooLarge({"A page of the PDF is too large.", "PDF 的页面过大。"})
                               .WithHint({"Choose a lower dpi.", "请降低 dpi。"}));
  }
  return result;
}

// The number after `label` on a line of its own, 0 for none.
double NumberAfter(std::string_view text, std::string_view label) {
  const std::size_t at = text.find(label);
  if (at == std::string_view::npos) return 0;
  text.remove_prefix(at + label.size());
  while (text.starts_with(' ')) text.remove_prefix(1);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Portable pixmap, binary (P6), as pdftoppm writes it.
Result<image::Image> ReadPixmap(ByteSpan file) {
  const auto bad = [] {
    return std::unexpected(Internal({"The drawn page can't be read.", "无法读取绘制的页面。"}));
  };
  std::string_view text = AsText(file);
  std::array<int, 3> header{};
  if (!text.starts_with("P6")) return bad();
  text.remove_prefix(2);
  for (int& value : header) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text[0])) != 0)
      text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < 1) return bad();
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  if (text.empty() || header[2] != 255) return bad();
  text.remove_prefix(1);
  const auto [width, height, most] = header;
  if (text.size() !=
      std::size_t{3} * static_cast<std::size_t>(width) * static_cast<std::size_t>(height))
    return bad();
  image::Image pixels({width, height}, 3);
  std::memcpy(pixels.data(), text.data(), text.size());
  return pixels;
}

}  // namespace

bool IsPdf(ByteSpan file, const image::DecodeLimits& limits) {
  const std::string_view begin = AsText(file.first(std::min<std::size_t>(file.size(), 1024)));
  // A picture's comment may speak of PDF too.
  return begin.contains("%PDF-") && !image::Probe(file, limits);
}

Status CheckPdfPrograms() {
  if (HasProgram("pdftoppm") && HasProgram("pdfinfo")) return {};
  return Unavailable({"Reading PDF files needs poppler's programs, which are not installed.",
                      "读取 PDF 需要 poppler 的程序，目前尚未安装。"})
      .WithField("file")
      .WithHint(
          {"Install them: apt-get install poppler-utils", "请安装：apt-get install poppler-utils"});
}

Result<std::vector<PdfPageSize>> ReadPdfPages(std::string_view text, const PageRange& range) {
  const auto bad = [] {
    return std::unexpected(Unprocessable({"The PDF can't be read.", "无法读取该 PDF。"})
                               .WithHint({"It is damaged or incomplete.", "文件已损坏或不完整。"}));
  };
  // A title, which may hold anything, stands before it.
  const std::size_t at = text.rfind("\nPages:");
  if (at == std::string_view::npos) return bad();
  text.remove_prefix(at);
  const double pages = NumberAfter(text, "\nPages:");
  if (!(pages >= 1 && pages <= 10'000'000)) return bad();
  const int last =
      range.last == 0 ? static_cast<int>(pages) : std::min(range.last, static_cast<int>(pages));
  if (last - range.first >= kMostPages) {
    return std::unexpected(
        TooLarge({fmt::format("{} pages are more than the {} that are read at once.",
                              last - range.first + 1, kMostPages),
                  fmt::format("共 {} 页，超过一次最多识别的 {} 页。", last - range.first + 1,
                              kMostPages)})
            .WithField("pages")
            .WithHint({fmt::format("Choose some, for example pages=1-{}.", kMostPages),
                       fmt::format("请选择部分页面，例如 pages=1-{}。", kMostPages)}));
  }
  std::vector<PdfPageSize> sizes;
  for (int page = range.first; page <= last; ++page) {
    const std::string label = fmt::format("\nPage {:4} size:", page);
    const std::size_t found = text.find(label);
    if (found == std::string_view::npos) return bad();
    text.remove_prefix(found + label.size());
    const std::string_view line = text.substr(0, text.find('\n'));
    const PdfPageSize size{NumberAfter(line, ""), NumberAfter(line, " x ")};
    if (!(size.width > 0 && size.height > 0)) return bad();
    sizes.push_back(size);
  }
  return sizes;
}

Result<PageRange> ParsePageRange(std::string_view text) {
  PageRange range;
  if (text.empty()) return range;
  const char* const begin = std::to_address(text.begin());
  const char* const end = std::to_address(text.end());
  const auto first = std::from_chars(begin, end, range.first);
  bool good = first.ec == std::errc() && range.first >= 1;
  if (good && first.ptr == end) {
    range.last = range.first;
  } else if (good && *first.ptr == '-' && first.ptr + 1 != end) {
    const auto last = std::from_chars(first.ptr + 1, end, range.last);
    good = last.ec == std::errc() && last.ptr == end && range.last >= range.first;
  } else {
    good = good && *first.ptr == '-';
  }
  if (good) return range;
  return std::unexpected(
      InvalidArgument({"pages is written like 3, 2-5 or 2-.", "pages 的写法如 3、2-5 或 2-。"})
          .WithField("pages"));
}

Result<PdfDocument> PdfDocument::Open(ByteSpan file, const PageRange& range,
                                      const Context& context) {
  constexpr std::size_t kMostInfo = 16U << 20;  // 100,000 pages and more
  const int last = range.last == 0 ? 1'000'000 : range.last;
  CUTLINE_ASSIGN_OR_RETURN(
      const ProgramResult result,
      Poppler({"pdfinfo", "-f", std::to_string(range.first), "-l", std::to_string(last), kFile},
              file, kMostInfo, context));
  if (const double pages = NumberAfter(result.errors, "can not be after the last page (");
      pages > 0) {
    return std::unexpected(
        Unprocessable({fmt::format("The PDF has no page {}: its last is {}.", range.first, pages),
                       fmt::format("该 PDF 没有第 {} 页，共 {} 页。", range.first, pages)})
            .WithField("pages"));
  }
  if (result.exit_code != 0) return std::unexpected(CannotRead(result));
  CUTLINE_ASSIGN_OR_RETURN(const std::vector<PdfPageSize> sizes,
                           ReadPdfPages(AsText(result.output), range));
  PdfDocument document;
  document.file_ = file;
  document.first_ = range.first;
  document.sizes_ = sizes;
  return document;
}

Result<DrawnPage> PdfDocument::Draw(int page, double dots_per_inch,
                                    const image::DecodeLimits& limits,
                                    const Context& context) const {
  CUTLINE_CHECK(page >= first_ && page < first_ + count());
  const PdfPageSize& size = sizes_[static_cast<std::size_t>(page - first_)];
  const double longest = std::max(size.width, size.height) / kPointsPerInch;
  const double area = size.width * size.height / (kPointsPerInch * kPointsPerInch);
  const double most = 0.99 * std::min(limits.max_side / longest,
                                      std::sqrt(static_cast<double>(limits.max_pixels) / area));
  const double dpi = std::min(dots_per_inch, most);
  const std::string number = std::to_string(page);
  CUTLINE_ASSIGN_OR_RETURN(
      const ProgramResult result,
      Poppler({"pdftoppm", "-cropbox", "-r", fmt::format("{:.3f}", dpi), "-f", number, "-l", number,
               kFile},
              file_, 3 * static_cast<std::size_t>(limits.max_pixels) + 1024, context));
  if (result.exit_code != 0 || result.output.empty()) return std::unexpected(CannotRead(result));
  CUTLINE_ASSIGN_OR_RETURN(image::Image pixels, ReadPixmap(result.output));
  return DrawnPage{std::move(pixels), dpi};
}

}  // namespace cutline::ocr
