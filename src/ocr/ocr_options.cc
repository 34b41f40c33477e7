#include "ocr/ocr_options.h"

#include <array>

#include "inference/engine.h"

namespace cutline::ocr {
namespace {

constexpr std::array<std::string_view, 2> kCompat = {"none", "rapidocr"};
constexpr std::array<std::string_view, 2> kTables = {"csv", "html"};
constexpr std::array<std::string_view, 3> kDetails = {"words", "lines", "paragraphs"};

constexpr std::array kDecls = {
    OptionDecl{.name = "model",
               .letter = 'm',
               .type = OptionType::kText,
               .fallback = "ppocr-v4",
               .help = "Model that reads lines: ppocr-v4, ppocr-v5, ppocr-v6 or crnn",
               .help_zh = "识别文字行的模型：ppocr-v4、ppocr-v5、ppocr-v6 或 crnn",
               .metavar = "NAME"},
    OptionDecl{.name = "detector",
               .type = OptionType::kText,
               .fallback = "ppocr-v4-det",
               .help = "Model that finds lines",
               .help_zh = "检测文字行的模型",
               .metavar = "NAME"},
    OptionDecl{
        .name = "precision",
        .letter = 'p',
        .type = OptionType::kChoice,
        .help = "Arithmetic of the inference; auto takes f32 for text that was not calibrated",
        .help_zh = "推理精度；未校准的文字模型在 auto 下使用 f32",
        .choices = inference::kPrecisionWishes},
    OptionDecl{.name = "detect",
               .type = OptionType::kFlag,
               .fallback = "true",
               .help = "Find the lines; else the picture is one line, read whole",
               .help_zh = "检测文字行；否则图片视为一行，整体识别"},
    OptionDecl{.name = "min-score",
               .type = OptionType::kNumber,
               .fallback = "0.5",
               .help = "Lines whose mean probability is below it are left out",
               .help_zh = "平均概率低于该值的行不输出",
               .min = 0,
               .max = 1},
    OptionDecl{.name = "languages",
               .type = OptionType::kText,
               .help = "Languages of the text: zh, en or zh,en; en alone reads no Chinese into it",
               .help_zh = "文字的语言：zh、en 或 zh,en；只给 en 时不会读出汉字",
               .metavar = "LANGUAGES"},
    OptionDecl{.name = "allowlist",
               .type = OptionType::kText,
               .help = "The only characters that are read, such as 0123456789.-",
               .help_zh = "只识别这些字符，例如 0123456789.-",
               .metavar = "CHARACTERS"},
    OptionDecl{.name = "words",
               .type = OptionType::kText,
               .help = "Words to prefer where the picture leaves doubt, parted by commas",
               .help_zh = "图像不清时优先采用的词，以逗号分隔",
               .metavar = "WORDS"},
    OptionDecl{.name = "compat",
               .type = OptionType::kChoice,
               .fallback = "none",
               .help = "rapidocr: its way to find, turn, pad and order lines, its misses included",
               .help_zh = "rapidocr：按其方式检测、转正、填充和排列文字行，包括其漏检",
               .choices = kCompat},
    OptionDecl{.name = "dpi",
               .type = OptionType::kInteger,
               .fallback = "200",
               .help = "Dots an inch at which pages of a PDF are drawn (by poppler-utils)",
               .help_zh = "绘制 PDF 页面的分辨率（每英寸点数；需 poppler-utils）",
               .min = 50,
               .max = 1200},
    OptionDecl{.name = "pages",
               .type = OptionType::kText,
               .help = "Pages of a PDF to read: 3, 2-5 or 2-",
               .help_zh = "要识别的 PDF 页：3、2-5 或 2-",
               .metavar = "RANGE"},
    OptionDecl{.name = "format",
               .letter = 'f',
               .type = OptionType::kChoice,
               .fallback = "text",
               .help = "Format of the result: text, json, …; see `cutline help ocr`",
               .help_zh = "结果格式：text、json 等",
               .choices = {},
               .metavar = "FORMAT"},
    OptionDecl{.name = "also",
               .type = OptionType::kChoices,
               .help = "Further formats of the same reading, separated by commas",
               .help_zh = "同一次识别的其他格式，以逗号分隔",
               .choices = {},
               .metavar = "FORMATS"},
    OptionDecl{.name = "table",
               .type = OptionType::kChoice,
               .help = "Only the tables on the page, row by row, in this format",
               .help_zh = "只输出页面上的表格，逐行写成该格式",
               .choices = kTables,
               .sets = "format"},
    OptionDecl{.name = "return",
               .type = OptionType::kChoice,
               .help = "How finely json (unset: words), jsonl and csv (lines) tell what was read",
               .help_zh = "json（默认 words）、jsonl 和 csv（默认 lines）的详细程度：词、行或段落",
               .choices = kDetails},
    OptionDecl{.name = "source",
               .type = OptionType::kText,
               .help = "Name of the picture's file, for formats that tell it; the shell knows it",
               .help_zh = "图片文件名，供需要它的格式使用；命令行会自动填写",
               .metavar = "NAME"},
};

std::optional<Detail> DetailOf(std::string_view name) {
  if (name.empty()) return std::nullopt;
  if (name == kDetails[0]) return Detail::kWords;
  return name == kDetails[1] ? Detail::kLines : Detail::kParagraphs;
}

}  // namespace

std::span<const OptionDecl> OcrOptionDecls() {
  static const auto decls = [] {
    auto filled = kDecls;
    for (OptionDecl& decl : filled) {
      if (decl.name == "format" || decl.name == "also") decl.choices = ExportFormatNames();
    }
    return filled;
  }();
  return decls;
}

Result<OcrOptions> ParseOcrOptions(const OptionValues& values) {
  CUTLINE_ASSIGN_OR_RETURN(const Languages languages, ParseLanguages(values.Text("languages")));
  CUTLINE_ASSIGN_OR_RETURN(const PageRange pages, ParsePageRange(values.Text("pages")));
  const std::string& table = values.Text("table");
  if (!table.empty() && table != values.Text("format")) {
    return std::unexpected(
        InvalidArgument(
            {fmt::format("table={} and format={} can't both be met.", table, values.Text("format")),
             fmt::format("table={} 与 format={} 相互矛盾。", table, values.Text("format"))})
            .WithField("table")
            .WithHint({"Leave one of them out.", "请去掉其中一个。"}));
  }
  return OcrOptions{.model = values.Text("model"),
                    .detector = values.Text("detector"),
                    .precision = values.Text("precision"),
                    .detect = values.Flag("detect"),
                    .min_score = static_cast<float>(values.Number("min-score")),
                    .as_rapidocr = values.Text("compat") == kCompat[1],
                    .languages = languages,
                    .allowlist = values.Text("allowlist"),
                    .words = values.Text("words"),
                    .dots_per_inch = static_cast<double>(values.Integer("dpi")),
                    .pages = pages,
                    .format = values.Text("format"),
                    .tables_only = !table.empty(),
                    .also = values.List("also"),
                    .detail = DetailOf(values.Text("return")),
                    .source = values.Text("source")};
}

}  // namespace cutline::ocr
