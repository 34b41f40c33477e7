#include "ocr/ctc_beam.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>

#include "base/check.h"
#include "base/utf8.h"
#include "ocr/stable_sort.h"

namespace cutline::ocr {
namespace {

constexpr std::size_t kBeam = 16;        // prefixes kept after each step
constexpr std::size_t kCandidates = 12;  // classes tried at each step
constexpr float kUnlikely = 1e-3F;       // classes below it are not tried
const double kWordBonus = std::log(4.0);

// The likeliest classes of a step, the blank always among them.
std::vector<std::size_t> Candidates(const float* row, std::size_t classes, const Allowed& allowed) {
  std::vector<std::size_t> found = {0};
  for (std::size_t klass = 1; klass < classes; ++klass) {
    if (row[klass] >= kUnlikely && (allowed.empty() || allowed[klass])) found.push_back(klass);
  }
  if (found.size() > kCandidates) {
    std::partial_sort(found.begin() + 1, found.begin() + kCandidates, found.end(),
                      [row](std::size_t a, std::size_t b) { return row[a] > row[b]; });
    found.resize(kCandidates);
  }
  return found;
}

struct Prefix {
  std::vector<Glyph> glyphs;
  WordList::Place place = 0;
  int in_words = 0;      // characters of listed words, ended or begun …
  int begun = 0;         // … and those of the one that is not ended
  double blank = 0;      // probability of the paths that end in a blank …
  double character = 0;  // … and of those that end in the last character
  [[nodiscard]] double Rank() const {
    return std::log(blank + character + 1e-300) + kWordBonus * (in_words - begun);
  }
  // While words are read, those begun count too: else they would fall out of the beam.
  [[nodiscard]] double Hope() const {
    return std::log(blank + character + 1e-300) + kWordBonus * in_words;
  }
  void Append(const Glyph& glyph, const WordList& words) {
    const WordList::Step step = words.Follow(place, glyph.klass);
    glyphs.push_back(glyph);
    place = step.place;
    in_words -= begun;  // given back, but for what still counts
    begun = step.goes_on ? begun + 1 : std::min(step.depth, begun + 1);
    in_words += begun;
    if (step.ends) begun = 0;
  }
};

std::vector<std::size_t> KeyOf(const Prefix& prefix) {
  std::vector<std::size_t> key;
  for (const Glyph& glyph : prefix.glyphs) key.push_back(glyph.klass);
  return key;
}

}  // namespace

WordList::WordList(std::string_view words, const Dictionary& dictionary) : nodes_(1) {
  if (words.empty()) return;
  const auto classes = dictionary.ClassesByCharacter();
  while (!words.empty()) {
    std::string_view word = words.substr(0, words.find_first_of(",;\n\r"));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    std::vector<std::size_t> path;
    bool known = true;
    while (known && !word.empty()) {
      const auto found = classes.find(TakeCodePoint(word).bytes);
      known = found != classes.end();
      if (known) path.push_back(found->second);
    }
    if (!known || path.empty()) continue;
    Place place = 0;
    for (const std::size_t klass : path) {
      Place next = Child(place, klass);
      if (next == 0) {
        next = nodes_.size();
        nodes_[place].next.emplace(klass, next);
        nodes_.push_back({.next = {}, .depth = nodes_[place].depth + 1});
      }
      place = next;
    }
    nodes_[place].ends = true;
  }
  // Breadth first: a node's suffix lies nearer to the root.
  std::deque<Place> queue = {0};
  while (!queue.empty()) {
    const Place place = queue.front();
    queue.pop_front();
    for (const auto& [klass, next] : nodes_[place].next) {
      Node& node = nodes_[next];
      if (place != 0) {
        Place back = nodes_[place].suffix;
        while (back != 0 && Child(back, klass) == 0) back = nodes_[back].suffix;
        node.suffix = Child(back, klass);
      }
      queue.push_back(next);
    }
  }
}

WordList::Place WordList::Child(Place place, std::size_t klass) const {
  const auto& next = nodes_[place].next;
  const auto found = next.find(klass);
  return found == next.end() ? 0 : found->second;
}

WordList::Step WordList::Follow(Place from, std::size_t klass) const {
  Place back = from;
  while (back != 0 && Child(back, klass) == 0) back = nodes_[back].suffix;
  const Place next = Child(back, klass);
  return {next, nodes_[next].depth, next != 0 && back == from, nodes_[next].ends};
}

std::vector<Glyph> DecodeByBeam(std::span<const float> probabilities, std::size_t classes,
                                const Allowed& allowed, const WordList& words) {
  CUTLINE_CHECK(classes > 0 && probabilities.size() % classes == 0);
  CUTLINE_CHECK(allowed.empty() || allowed.size() == classes);
  std::vector<Prefix> beam = {Prefix{.glyphs = {}, .blank = 1}};
  for (std::size_t step = 0; step * classes < probabilities.size(); ++step) {
    const float* row = probabilities.data() + step * classes;
    const std::vector<std::size_t> candidates = Candidates(row, classes, allowed);
    std::map<std::vector<std::size_t>, Prefix> next;
    const auto same = [&next](const Prefix& prefix) -> Prefix& {
      auto [found, fresh] = next.try_emplace(KeyOf(prefix), prefix);
      if (fresh) found->second.blank = found->second.character = 0;
      return found->second;
    };
    const auto longer = [&](const Prefix& prefix, std::size_t klass) -> Prefix& {
      std::vector<std::size_t> key = KeyOf(prefix);
      key.push_back(klass);
      auto [found, fresh] = next.try_emplace(std::move(key), prefix);
      Prefix& into = found->second;
      if (fresh) {
        into.blank = into.character = 0;
        into.Append({klass, row[klass], step}, words);
      }
      return into;
    };
    for (const Prefix& prefix : beam) {
      for (const std::size_t klass : candidates) {
        const double p = std::max(1e-12F, row[klass]);
        const bool repeated = !prefix.glyphs.empty() && prefix.glyphs.back().klass == klass;
        if (klass == 0) {
          same(prefix).blank += p * (prefix.blank + prefix.character);
        } else if (repeated) {
          Prefix& stays = same(prefix);
          stays.character += p * prefix.character;
          stays.glyphs.back().probability = std::max(stays.glyphs.back().probability, row[klass]);
          if (prefix.blank > 0) longer(prefix, klass).character += p * prefix.blank;
        } else {
          longer(prefix, klass).character += p * (prefix.blank + prefix.character);
        }
      }
    }
    beam.clear();
    double total = 0;
    for (auto& [key, prefix] : next) {
      total = std::max(total, prefix.blank + prefix.character);
      beam.push_back(std::move(prefix));
    }
    SortStably(beam, [](const Prefix& prefix) { return -prefix.Hope(); });
    if (beam.size() > kBeam) beam.resize(kBeam);
    for (Prefix& prefix : beam) {  // no underflow over long lines; ranks stay
      prefix.blank /= total;
      prefix.character /= total;
    }
  }
  return std::ranges::max_element(beam, {}, &Prefix::Rank)->glyphs;
}

}  // namespace cutline::ocr
