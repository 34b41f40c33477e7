#include "ocr/ctc.h"

#include <algorithm>

#include "base/check.h"
#include "base/utf8.h"

namespace cutline::ocr {
namespace {

// Index of the largest value, the first of equals. Finds the value first: compilers turn that
// loop into vector instructions, which they don't with std::max_element.
std::size_t ArgMax(const float* values, std::size_t count) {
  constexpr std::size_t kLanes = 16;
  float best = values[0];
  std::size_t i = 0;
  if (count >= kLanes) {
    std::array<float, kLanes> lanes;
    std::copy_n(values, kLanes, lanes.begin());
    for (i = kLanes; i + kLanes <= count; i += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        lanes[lane] = lanes[lane] < values[i + lane] ? values[i + lane] : lanes[lane];
      }
    }
    best = *std::ranges::max_element(lanes);
  }
  for (; i < count; ++i) best = std::max(best, values[i]);
  const float* found = std::find(values, values + count, best);
  return found == values + count ? 0 : static_cast<std::size_t>(found - values);  // not a number
}

}  // namespace

Result<Dictionary> Dictionary::Parse(std::string_view list) {
  Dictionary dictionary;
  while (!list.empty()) {
    const std::size_t end = list.find('\n');
    dictionary.characters_.emplace_back(list.substr(0, end));
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  if (dictionary.characters_.empty()) {
    return std::unexpected(
        Unprocessable({"The recogniser's list of characters is empty.", "识别模型的字符表为空。"}));
  }
  dictionary.characters_.emplace_back(" ");
  return dictionary;
}

std::unordered_map<std::string_view, std::size_t> Dictionary::ClassesByCharacter() const {
  std::unordered_map<std::string_view, std::size_t> classes;
  for (std::size_t i = 0; i < characters_.size(); ++i) classes.emplace(characters_[i], i + 1);
  return classes;
}

Result<Allowed> AllowOnly(std::string_view characters, const Dictionary& dictionary) {
  const auto classes = dictionary.ClassesByCharacter();
  Allowed allowed(dictionary.classes());
  allowed[0] = true;
  while (!characters.empty()) {
    const std::string_view character = TakeCodePoint(characters).bytes;
    const auto found = classes.find(character);
    if (found == classes.end()) {
      return std::unexpected(
          InvalidArgument({fmt::format("The model does not know the character “{}”.", character),
                           fmt::format("模型不认识字符“{}”。", character)})
              .WithField("allowlist"));
    }
    allowed[found->second] = true;
  }
  return allowed;
}

std::vector<Glyph> DecodeGreedily(std::span<const float> probabilities, std::size_t classes,
                                  const Allowed& allowed) {
  CUTLINE_CHECK(classes > 0 && probabilities.size() % classes == 0);
  CUTLINE_CHECK(allowed.empty() || allowed.size() == classes);
  std::vector<std::size_t> candidates;  // empty: all
  for (std::size_t klass = 0; klass < allowed.size(); ++klass)
    if (allowed[klass]) candidates.push_back(klass);
  std::vector<Glyph> glyphs;
  std::size_t previous = 0;
  for (std::size_t step = 0; step * classes < probabilities.size(); ++step) {
    const float* row = probabilities.data() + step * classes;
    const std::size_t klass =
        candidates.empty()
            ? ArgMax(row, classes)
            : *std::ranges::max_element(candidates, {}, [row](std::size_t c) { return row[c]; });
    if (klass != 0 && klass != previous) glyphs.push_back({klass, row[klass], step});
    previous = klass;
  }
  return glyphs;
}

float ScoreOf(std::span<const Glyph> glyphs) {
  if (glyphs.empty()) return 0;
  double sum = 0;
  for (const Glyph& glyph : glyphs) sum += glyph.probability;
  return static_cast<float>(sum / static_cast<double>(glyphs.size()));
}

std::string TextOf(std::span<const Glyph> glyphs, const Dictionary& dictionary) {
  std::string text;
  for (const Glyph& glyph : glyphs) text += dictionary.CharacterOf(glyph.klass);
  return text;
}

}  // namespace cutline::ocr
