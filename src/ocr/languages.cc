#include "ocr/languages.h"

#include <algorithm>

#include "base/option.h"
#include "ocr/words.h"

namespace cutline::ocr {

Result<Languages> ParseLanguages(std::string_view text) {
  if (text.empty()) return Languages{};
  Languages languages{.chinese = false, .english = false};
  while (!text.empty()) {
    const std::string_view name = text.substr(0, text.find_first_of(",+"));
    text.remove_prefix(std::min(text.size(), name.size() + 1));
    if (name == "zh" || name == "ch" || name == "chi_sim" || name == "chi_tra") {
      languages.chinese = true;
    } else if (name == "en" || name == "eng") {
      languages.english = true;
    } else {
      const std::string shown = Shortened(name);
      return std::unexpected(
          InvalidArgument({fmt::format("There is no language “{}” here.", shown),
                           fmt::format("不支持语言“{}”。", shown)})
              .WithField("languages")
              .WithHint(
                  {"The languages are zh and en (also chi_sim, chi_tra and eng), together as "
                   "zh,en.",
                   "可用语言为 zh 和 en（也可写作 chi_sim、chi_tra、eng），两者写作 zh,en。"}));
    }
  }
  return languages;
}

Allowed AllowedFor(const Languages& languages, const Dictionary& dictionary) {
  if (languages.chinese) return {};
  Allowed allowed(dictionary.classes(), true);
  for (std::size_t klass = 1; klass < allowed.size(); ++klass)
    allowed[klass] = !IsCjk(dictionary.CharacterOf(klass));
  return allowed;
}

}  // namespace cutline::ocr
