#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ocr/ctc.h"

namespace cutline::ocr {

// Words that a reading is to prefer, as sequences of a dictionary's classes in a trie with
// suffix links (Aho and Corasick, 1975). Immutable.
class WordList {
 public:
  // Words parted by commas, semicolons or line ends; a space belongs to its word. Words with
  // characters that the dictionary lacks are left out: they can't be read anyway.
  WordList(std::string_view words, const Dictionary& dictionary);

  [[nodiscard]] bool empty() const { return nodes_.size() == 1; }

  // A place in the trie: the longest end of what was read that begins a word. 0 is none.
  using Place = std::size_t;
  struct Step {
    Place place = 0;
    int depth = 0;         // characters of the word so far
    bool goes_on = false;  // the word that was begun, not a shorter end of it or none
    bool ends = false;     // a word
  };
  // Where reading one more class leads.
  [[nodiscard]] Step Follow(Place from, std::size_t klass) const;

 private:
  struct Node {
    std::unordered_map<std::size_t, Place> next;  // by class
    Place suffix = 0;
    int depth = 0;
    bool ends = false;
  };
  [[nodiscard]] Place Child(Place place, std::size_t klass) const;  // 0: none
  std::vector<Node> nodes_;
};

// Prefix beam search over a network's probabilities (Hannun et al., 2014), in which each
// character of a listed word counts as if it were `kWordBonus` times as likely. REQUIRES: as
// DecodeGreedily.
[[nodiscard]] std::vector<Glyph> DecodeByBeam(std::span<const float> probabilities,
                                              std::size_t classes, const Allowed& allowed,
                                              const WordList& words);

}  // namespace cutline::ocr
