#pragma once
#include <vector>

#include "api/routes.h"

namespace cutline::api {

// An alias's options under its own names, declared like any others so that they are checked
// and described alike. REQUIRES: the alias maps to options that the task has.
[[nodiscard]] std::vector<OptionDecl> AliasDecls(const task::Task& task, const task::Alias& alias);

// What `theirs` (of AliasDecls) means in the task's own options, set over `defaults`.
// kInvalidArgument for a fixed switch that was moved.
[[nodiscard]] Result<OptionValues> Translate(const task::Alias& alias, const OptionValues& theirs,
                                             OptionValues defaults);

// POST <alias.path>: as TaskRoute, with the alias's names. Where it has a field for base64,
// a URL-encoded form may carry it too.
[[nodiscard]] http::Handler AliasRoute(const task::Task& task, const task::Alias& alias,
                                       const Services& services);

}  // namespace cutline::api
