#include "cli/command.h"

namespace cutline::cli {

std::vector<OptionDecl> Command::Declarations() const {
  std::vector<OptionDecl> all(own.begin(), own.end());
  all.insert(all.end(), task.begin(), task.end());
  for (const auto& group : settings) all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace cutline::cli
