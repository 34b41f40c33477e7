#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/status.h"

namespace cutline {

enum class OptionType {
  kFlag,  // on or off
  kInteger,
  kNumber,
  kText,
  kChoice,    // one of `choices`
  kChoices,   // some of `choices`, separated by commas; empty for none; held as text
  kBytes,     // "20MiB"; held as an integer
  kDuration,  // "30s", "1500ms", "2m"; held as an integer of milliseconds
};

// One option, declared once: from this come the shell flag --only-mask, the
// variable CUTLINE_ONLY_MASK, the key only_mask in cutline.toml, the HTTP field
// only_mask, its OpenAPI schema, the man page, shell completion and the docs.
// All text lives as long as the program (declarations are constants).
struct OptionDecl {
  std::string_view name;  // lower case with dashes: "only-mask"
  char letter = 0;        // short flag, 0 for none
  OptionType type = OptionType::kFlag;
  std::string_view fallback;  // the default, as a person would write it; empty means unset
  std::string_view help;      // one line, no full stop
  std::string_view help_zh;
  std::span<const std::string_view> choices = {};  // kChoice, kChoices
  double min = 0;                                  // kInteger, kNumber, kBytes, kDuration
  double max = 0;                                  // min == max means no range
  std::string_view metavar = {};                   // "DIR" in --home DIR; empty takes the type's
  std::string_view sets = {};                      // another option that takes the same value
};

using OptionValue = std::variant<bool, std::int64_t, double, std::string>;

// Reads `text` as the declaration says: "true/false/1/0/yes/no/on/off" for flags.
// kInvalidArgument, with the field named, the range or the nearest choice given.
[[nodiscard]] Result<OptionValue> ParseOption(const OptionDecl& decl, std::string_view text);

// "only-mask" and "only_mask" are the same option.
[[nodiscard]] std::string OptionKey(std::string_view name);       // "only_mask"
[[nodiscard]] std::string OptionVariable(std::string_view name);  // "CUTLINE_ONLY_MASK"

// A value as an error repeats it: some requests carry megabytes.
[[nodiscard]] std::string Shortened(std::string_view text);

// kInvalidArgument naming the nearest declared option.
[[nodiscard]] Status UnknownOption(std::string_view name, std::span<const OptionDecl> decls);
// Null if no declaration has that name (dash or underscore).
[[nodiscard]] const OptionDecl* FindOption(std::span<const OptionDecl> decls,
                                           std::string_view name);

// A value for every declaration, with where it came from. A copyable value; the
// declarations must outlive it.
class OptionValues {
 public:
  OptionValues() = default;
  explicit OptionValues(std::span<const OptionDecl> decls);  // all at their defaults

  // Sets by name from text. `origin` is for people: "--model", "CUTLINE_MODEL",
  // "cutline.toml:12". kInvalidArgument for unknown names and bad values.
  Status Set(std::string_view name, std::string_view text, std::string_view origin);

  // REQUIRES: the option is declared, with the matching type.
  [[nodiscard]] bool Flag(std::string_view name) const;
  [[nodiscard]] std::int64_t Integer(std::string_view name) const;  // also bytes and milliseconds
  [[nodiscard]] double Number(std::string_view name) const;
  [[nodiscard]] const std::string& Text(std::string_view name) const;        // also a choice
  [[nodiscard]] std::vector<std::string> List(std::string_view name) const;  // kChoices

  [[nodiscard]] bool IsDefault(std::string_view name) const;           // nobody set it
  [[nodiscard]] std::string_view Origin(std::string_view name) const;  // "default" or as set
  [[nodiscard]] std::string Show(std::string_view name) const;         // as a person would write it
  [[nodiscard]] std::span<const OptionDecl> decls() const { return decls_; }

  // "key=value;key=value" over all options in a fixed order: equal strings mean
  // equal settings. For cache keys.
  [[nodiscard]] std::string Canonical() const;

 private:
  struct Entry {
    OptionValue value;
    std::string text;
    std::string origin;  // empty: default
  };
  [[nodiscard]] const Entry& At(std::string_view name) const;

  std::span<const OptionDecl> decls_;
  std::map<std::string, Entry, std::less<>> entries_;  // by OptionKey
};

// The candidate nearest to `word` by edit distance (Damerau-Levenshtein, optimal string
// alignment), or empty when none is near enough to be a likely slip.
[[nodiscard]] std::string_view Nearest(std::string_view word,
                                       std::span<const std::string_view> candidates);

}  // namespace cutline
