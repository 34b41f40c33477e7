#include "cli/tesseract.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>

#include "base/version.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/main.h"

namespace cutline::cli {
namespace {

constexpr std::string_view kFollowed = "5.3.0";  // the release whose command line this is
constexpr std::array<std::string_view, 4> kLanguages = {"chi_sim", "chi_tra", "eng", "osd"};

// As the option "languages" of ocr names it; empty for osd, which is no language.
std::string_view OurName(std::string_view language) {
  return language.starts_with("chi") ? "zh" : language == "eng" ? "en" : "";
}

// A format by the name of its configuration file, by that of its variable, and ours.
struct FormatRow {
  std::string_view config;
  std::string_view variable;
  std::string_view format;
  std::string_view extension;  // as Tesseract names its file
};
constexpr std::array<FormatRow, 6> kFormats = {{
    {"txt", "tessedit_create_txt", "text", ".txt"},
    {"hocr", "tessedit_create_hocr", "hocr", ".hocr"},
    {"tsv", "tessedit_create_tsv", "tsv", ".tsv"},
    {"alto", "tessedit_create_alto", "alto", ".xml"},
    {"page", "tessedit_create_page_xml", "pagexml", ".page.xml"},
    {"pdf", "tessedit_create_pdf", "pdf", ".pdf"},
}};

// Page segmentation modes that take the picture for one line, one word, one character, or one
// line without tricks of Tesseract's own.
constexpr std::array kOneLine = {7, 8, 10, 13};

Status Wrong(std::string en, std::string zh) {
  return InvalidArgument({std::move(en), std::move(zh)})
      .WithHint({"See “tesseract --help”.", "参见“tesseract --help”。"});
}

Status NotOffered(std::string_view what) {
  return Unsupported({fmt::format("{} is not offered.", what), fmt::format("不提供 {}。", what)})
      .WithHint({"Formats are txt, hocr, tsv, alto, page and pdf.",
                 "可用格式：txt、hocr、tsv、alto、page、pdf。"});
}

bool IsTrue(std::string_view value) {
  return value == "1" || value == "t" || value == "T" || value == "true" || value == "True";
}

// "{" and "}" as patterns of -o write them.
std::string Escaped(const std::string& name) {
  if (name.find('{') == std::string::npos) return name;
  std::string out;
  for (const char c : name) out.append(c == '{' || c == '}' ? 2 : 1, c);
  return out;
}

class Reader {
 public:
  Status Read(std::span<const std::string> words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      if (word.size() < 2 || !word.starts_with('-')) {
        CUTLINE_RETURN_IF_ERROR(Operand(word));
      } else if (word == "--version" || word == "-v") {
        call_.kind = TesseractCall::Kind::kVersion;
      } else if (word == "--list-langs") {
        call_.kind = TesseractCall::Kind::kLanguages;
      } else if (word == "-h" || word.starts_with("--help")) {
        call_.kind = TesseractCall::Kind::kHelp;
      } else if (i + 1 == words.size()) {
        return Wrong(fmt::format("{} is no option, or lacks its value.", word),
                     fmt::format("{} 不是选项，或缺少值。", word));
      } else {
        CUTLINE_RETURN_IF_ERROR(Option(word, words[++i]));
      }
    }
    return {};
  }

  Result<TesseractCall> Finish() {
    if (call_.kind != TesseractCall::Kind::kRead) return std::move(call_);
    if (!out_) {
      return std::unexpected(
          Wrong("A picture and a name for the result are needed.", "需要图片文件名和输出文件名。"));
    }
    const std::string extension = std::filesystem::path(in_).extension().string();
    if (extension == ".txt" || extension == ".lst") {
      return std::unexpected(
          Unsupported({fmt::format("A list of pictures ({}) is not read.", in_),
                       fmt::format("不支持图片列表（{}）。", in_)})
              .WithHint({"Call it once for each picture, or use “cutline ocr”, which takes "
                         "several and folders.",
                         "请逐张调用，或使用可接受多个文件与目录的“cutline ocr”。"}));
    }
    if (formats_.empty()) formats_.push_back(kFormats.data());
    const bool printed = *out_ == "-" || *out_ == "stdout";
    if (printed && formats_.size() > 1) {
      return std::unexpected(
          Wrong("Only one format can go to standard output.", "只能有一种格式写到标准输出。"));
    }
    // Files beside the result take their ending from the format. Only ALTO's differs from
    // Tesseract's, so it is the result.
    const auto alto = std::ranges::find(formats_, "alto", &FormatRow::format);
    if (alto != formats_.end()) std::rotate(formats_.begin(), alto, alto + 1);
    std::vector<std::string>& line = call_.arguments;
    line = {"ocr", "--quiet", "--force", "--format", std::string(formats_.front()->format)};
    line.emplace_back("--output");
    line.push_back(printed ? "-" : Escaped(*out_) + std::string(formats_.front()->extension));
    if (formats_.size() > 1) {
      line.emplace_back("--also");
      line.push_back(fmt::format("{}", fmt::join(AlsoNames(), ",")));
    }
    if (!languages_.empty()) {
      line.insert(line.end(), {"--languages", fmt::format("{}", fmt::join(languages_, ","))});
    }
    if (!allowlist_.empty()) line.insert(line.end(), {"--allowlist", allowlist_});
    if (std::ranges::find(kOneLine, mode_) != kOneLine.end()) line.emplace_back("--detect=false");
    line.insert(line.end(), {"--", in_ == "stdin" ? "-" : in_});
    return std::move(call_);
  }

 private:
  Status Operand(const std::string& word) {
    if (in_.empty()) {
      in_ = word;
    } else if (!out_) {
      out_ = word;
    } else if (word != "quiet") {
      const auto row = std::ranges::find(kFormats, word, &FormatRow::config);
      if (row == kFormats.end()) return NotOffered(fmt::format("The configuration “{}”", word));
      AddFormat(*row);
    }
    return {};
  }

  Status Option(std::string_view name, const std::string& value) {
    if (name == "-l") return Languages(value);
    if (name == "--psm" || name == "-psm") return Mode(value);
    if (name == "--oem" || name == "-oem") return Checked(Number(name, value, 0, 3));
    if (name == "--dpi") return Checked(Number(name, value, 1, 10000));
    if (name == "-c") return Variable(value);
    if (name == "--tessdata-dir" || name == "--loglevel") return {};
    if (name == "--user-words" || name == "--user-patterns") {
      LeaveOut(name);
      return {};
    }
    return Wrong(fmt::format("There is no option “{}” here.", name),
                 fmt::format("此处没有选项“{}”。", name));
  }

  Status Languages(std::string_view value) {
    languages_.clear();
    for (std::size_t begin = 0; begin <= value.size();) {
      const std::size_t end = std::min(value.find('+', begin), value.size());
      const std::string_view language = value.substr(begin, end - begin);
      if (std::ranges::find(kLanguages, language) == kLanguages.end()) {
        return Wrong(
            fmt::format("The language “{}” is none of {}.", language, fmt::join(kLanguages, ", ")),
            fmt::format("语言“{}”不在可选值 {} 之中。", language, fmt::join(kLanguages, "、")));
      }
      const std::string_view ours = OurName(language);
      if (!ours.empty() && std::ranges::find(languages_, ours) == languages_.end()) {
        languages_.push_back(ours);
      }
      begin = end + 1;
    }
    return {};
  }

  Status Mode(std::string_view value) {
    CUTLINE_ASSIGN_OR_RETURN(mode_, Number("--psm", value, 0, 13));
    if (mode_ == 0) return NotOffered("--psm 0, which tells only the orientation,");
    return {};
  }

  static Status Checked(const Result<int>& number) { return number ? Status() : number.error(); }

  static Result<int> Number(std::string_view name, std::string_view value, int min, int max) {
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc() && end == value.data() + value.size() && number >= min &&
        number <= max) {
      return number;
    }
    return std::unexpected(
        Wrong(fmt::format("{} takes a number from {} to {}, not “{}”.", name, min, max, value),
              fmt::format("{} 应为 {} 到 {} 的整数，而不是“{}”。", name, min, max, value)));
  }

  Status Variable(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      return Wrong(fmt::format("-c takes NAME=VALUE, not “{}”.", text),
                   fmt::format("-c 应写成“名称=值”，而不是“{}”。", text));
    }
    const std::string_view name = text.substr(0, equals), value = text.substr(equals + 1);
    if (name == "tessedit_pageseg_mode") return Mode(value);
    if (name == "tessedit_char_whitelist") {
      allowlist_ = value;
      return {};
    }
    const auto row = std::ranges::find(kFormats, name, &FormatRow::variable);
    if (row != kFormats.end()) {
      if (IsTrue(value)) AddFormat(*row);
    } else if (name.starts_with("tessedit_create_")) {
      if (IsTrue(value)) return NotOffered(name);
    } else {
      LeaveOut(fmt::format("-c {}", name));
    }
    return {};
  }

  void AddFormat(const FormatRow& row) {
    if (std::ranges::find(formats_, &row) == formats_.end()) formats_.push_back(&row);
  }

  void LeaveOut(std::string_view what) {
    call_.left_out.push_back(
        {fmt::format("{} changes nothing here.", what), fmt::format("{} 在此不起作用。", what)});
  }

  [[nodiscard]] std::vector<std::string_view> AlsoNames() const {
    std::vector<std::string_view> names;
    for (std::size_t i = 1; i < formats_.size(); ++i) names.push_back(formats_[i]->format);
    return names;
  }

  TesseractCall call_;
  std::string in_;
  std::optional<std::string> out_;
  std::vector<const FormatRow*> formats_;
  std::vector<std::string_view> languages_;  // ours
  std::string allowlist_;
  int mode_ = 3;
};

Exit Run(Invocation& invocation) {
  Console& console = invocation.console;
  const Result<TesseractCall> call = ReadTesseract(invocation.operands);
  if (!call) {
    console.Error(call.error());
    return Exit::kSomeFailed;
  }
  switch (call->kind) {
    case TesseractCall::Kind::kHelp: {
      const std::vector<Command> commands = Commands(invocation.program);
      const std::array<std::string, 1> name = {"tesseract"};
      if (const auto found = FindCommand(commands, name)) console.Out(CommandHelp(*found, console));
      return Exit::kOk;
    }
    case TesseractCall::Kind::kVersion:
      // Callers read the number to know which command line they meet.
      console.Out(
          fmt::format("tesseract {}\n cutline {}, compatible with tesseract's command line\n",
                      kFollowed, Version()));
      return Exit::kOk;
    case TesseractCall::Kind::kLanguages:
      console.Out(fmt::format("List of available languages ({}):\n{}\n", kLanguages.size(),
                              fmt::join(kLanguages, "\n")));
      return Exit::kOk;
    case TesseractCall::Kind::kRead:
      break;
  }
  for (const Sentence& sentence : call->left_out) console.Warn(sentence);
  const int exit = Main(call->arguments, invocation.program, console, invocation.interrupted);
  return exit == 0 ? Exit::kOk : Exit::kSomeFailed;
}

}  // namespace

bool IsTesseract(std::string_view program) {
  return std::filesystem::path(program).filename() == "tesseract";
}

Result<TesseractCall> ReadTesseract(std::span<const std::string> words) {
  Reader reader;
  CUTLINE_RETURN_IF_ERROR(reader.Read(words));
  return reader.Finish();
}

Command TesseractCommand() {
  Command command;
  command.name = "tesseract";
  command.summary = {"Read text, called as Tesseract is", "按 Tesseract 的命令行识别文字"};
  command.description = {
      "For programs that call tesseract: a link of that name to cutline takes the same words. "
      "IN is a picture, or stdin; OUT the result's name without ending, or stdout. FORMAT is txt "
      "(the default), hocr, tsv, alto, page or pdf; files that exist are overwritten. The exit "
      "code is 0 or 1.\n\n"
      "Options: -l LANG+LANG of chi_sim, chi_tra, eng, osd; --psm N, where 7, 8, 10 and 13 take "
      "the picture for one line; -c NAME=VALUE for tessedit_create_… and tessedit_pageseg_mode; "
      "--list-langs; --version. --oem, --dpi, --tessdata-dir and --loglevel are taken and change "
      "nothing.",
      "供调用 tesseract 的程序使用：为 cutline 建立名为 tesseract 的链接，即可使用相同的命令行。IN "
      "为图片或 stdin；OUT 为不带扩展名的输出文件名或 stdout。FORMAT 可为 "
      "txt（默认）、hocr、tsv、alto、page、pdf；已存在的文件会被覆盖。退出码为 0 或 1。\n\n"
      "选项：-l 语言+语言，可用 chi_sim、chi_tra、eng、osd；--psm N，其中 7、8、10、13 "
      "把图片当作一行；-c 名称=值，用于 tessedit_create_… 与 "
      "tessedit_pageseg_mode；--list-langs；--version。--oem、--dpi、--tessdata-dir、--loglevel "
      "可以给出，但不起作用。"};
  command.operands = "IN OUT [FORMAT]…";
  command.kind = OperandKind::kFiles;
  command.max_operands = Command::kMany;
  command.verbatim = true;
  command.configure = false;
  command.run = [](Invocation& invocation) -> Result<Exit> { return Run(invocation); };
  return command;
}

}  // namespace cutline::cli
