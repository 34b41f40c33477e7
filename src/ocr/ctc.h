#pragma once
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/status.h"

namespace cutline::ocr {

// The characters of a recogniser: class 0 is the blank, classes 1 to n the lines of its
// list, class n + 1 the space. Immutable.
class Dictionary {
 public:
  // `list` has one character (or more than one code point) a line, ended by \n alone: other
  // white space is a character. kUnprocessable where it is empty.
  static Result<Dictionary> Parse(std::string_view list);

  [[nodiscard]] std::size_t classes() const { return characters_.size() + 1; }
  // Of characters that stand twice, the first class. The keys live as long as the dictionary.
  [[nodiscard]] std::unordered_map<std::string_view, std::size_t> ClassesByCharacter() const;
  // REQUIRES: 0 < klass < classes().
  [[nodiscard]] std::string_view CharacterOf(std::size_t klass) const {
    return characters_[klass - 1];
  }

 private:
  std::vector<std::string> characters_;
};

// One character that was read.
struct Glyph {
  std::size_t klass = 0;
  float probability = 0;
  std::size_t step = 0;  // the first of the network's steps that shows it
};

// Which classes a reading may use: empty for all, else one value a class, the blank's among them.
using Allowed = std::vector<bool>;

// Classes whose character consists of the code points of `characters`, and the blank.
// kInvalidArgument naming the first one that the dictionary lacks. A space is only allowed where
// it is named.
[[nodiscard]] Result<Allowed> AllowOnly(std::string_view characters, const Dictionary& dictionary);

// Best path decoding of connectionist temporal classification (Graves et al., 2006): the
// likeliest class of each step, repetitions merged, blanks dropped.
// REQUIRES: probabilities holds steps x classes values.
[[nodiscard]] std::vector<Glyph> DecodeGreedily(std::span<const float> probabilities,
                                                std::size_t classes, const Allowed& allowed = {});

// Mean probability; 0 for none.
[[nodiscard]] float ScoreOf(std::span<const Glyph> glyphs);
[[nodiscard]] std::string TextOf(std::span<const Glyph> glyphs, const Dictionary& dictionary);

}  // namespace cutline::ocr
