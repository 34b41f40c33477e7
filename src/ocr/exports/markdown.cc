// CommonMark. Lines of a paragraph are joined, so that CJK text gets no spaces where they meet; but
// a line that ends early, though the next one's beginning had room there, was ended on purpose:
// after it stands a hard break. Pages are parted by a thematic break. What was read is shown as it
// is: every character that could mean something to CommonMark, or to GitHub's dialect, is escaped.
#include <algorithm>
#include <array>
#include <limits>

#include "ocr/exports/escape.h"
#include "ocr/exports/exporters.h"
#include "ocr/exports/parts.h"

namespace cutline::ocr {
namespace {

constexpr std::string_view kMarkup = "\\`*_#|<>[]&~$";
constexpr std::string_view kDigits = "0123456789";

// A list's marker at the line's start: "-", "+", "1." or "1)".
std::size_t MarkerEnd(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+') || text.starts_with('=')) return 0;
  const std::size_t digits = std::min(text.find_first_not_of(kDigits), text.size());
  const bool is_marker =
      digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')');
  return is_marker ? digits : std::string_view::npos;
}

std::string Escaped(std::string_view raw) {
  const std::string text = OneLine(raw);
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  const std::string_view line =
      std::string_view(text).substr(first, text.find_last_not_of(' ') - first + 1);
  const std::size_t marker = MarkerEnd(line);
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i == marker || kMarkup.contains(line[i])) out += '\\';
    out += line[i];
  }
  return out;
}

// How far a line reaches the way its text runs.
float EndOf(const Line& line) {
  const Bounds bounds = BoundsOf(line.box);
  const std::array<float, 4> ends = {bounds.right, bounds.bottom, -bounds.left, -bounds.top};
  return ends[static_cast<std::size_t>(line.quarter_turns % 4)];
}

float TextHeight(const Line& line) {
  return line.quarter_turns % 2 == 0 ? HeightOf(line.box) : WidthOf(line.box);
}

std::string ParagraphOf(std::span<const Line> lines) {
  constexpr float kRoom = 3;  // line heights: a short word, or three CJK characters
  float edge = std::numeric_limits<float>::lowest();
  for (const Line& line : lines) edge = std::max(edge, EndOf(line));
  std::string text;
  for (std::size_t first = 0; first < lines.size();) {
    std::size_t end = first + 1;
    while (end < lines.size() && EndOf(lines[end - 1]) + kRoom * TextHeight(lines[end - 1]) > edge)
      ++end;
    const std::string part = Escaped(JoinedText(lines.subspan(first, end - first)));
    if (!text.empty() && !part.empty()) text += "\\\n";
    text += part;
    first = end;
  }
  return text;
}

class MarkdownExporter final : public Exporter {
 public:
  Status Add(const Page& page, const PagePicture&) override {
    if (pages_++ > 0) Block("---");
    for (const Paragraph& paragraph : page.paragraphs) Block(ParagraphOf(LinesOf(page, paragraph)));
    return {};
  }

  Result<ByteBuffer> Finish() override { return ByteBuffer(text_.begin(), text_.end()); }

 private:
  void Block(std::string_view text) {
    if (text.empty()) return;
    if (!text_.empty()) text_ += '\n';
    text_ += text;
    text_ += '\n';
  }

  std::string text_;
  std::size_t pages_ = 0;
};

}  // namespace

std::unique_ptr<Exporter> MakeMarkdownExporter(const ExportOptions&) {
  return std::make_unique<MarkdownExporter>();
}

}  // namespace cutline::ocr
