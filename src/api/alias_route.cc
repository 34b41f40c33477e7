#include "api/alias_route.h"

#include "api/task_route.h"
#include "base/check.h"

namespace cutline::api {
namespace {

Status NotOffered(std::string_view name, std::string_view value) {
  return InvalidArgument({fmt::format("{}: only {} is offered here.", name, value),
                          fmt::format("{}：此处仅支持 {}。", name, value)})
      .WithField(std::string(name))
      .WithHint({"Leave it out.", "请去掉该参数。"});
}

}  // namespace

std::vector<OptionDecl> AliasDecls(const task::Task& task, const task::Alias& alias) {
  std::vector<OptionDecl> decls;
  for (const auto& [name, our_name] : alias.options) {
    OptionDecl decl{.name = name, .type = OptionType::kText, .help = "Ignored", .help_zh = "忽略"};
    if (!our_name.empty()) {
      const OptionDecl* ours = FindOption(task.options(), our_name);
      CUTLINE_CHECK(ours != nullptr);
      decl = *ours;
      decl.name = name;
      const auto preset = std::ranges::find(alias.presets, our_name, &task::Alias::Pair::first);
      if (preset != alias.presets.end()) decl.fallback = preset->second;
    }
    decls.push_back(decl);
  }
  for (const auto& [name, value] : alias.fixed) {
    decls.push_back({.name = name,
                     .type = OptionType::kFlag,
                     .fallback = value,
                     .help = "Nothing else is offered here",
                     .help_zh = "此处不支持其他值"});
  }
  return decls;
}

Result<OptionValues> Translate(const task::Alias& alias, const OptionValues& theirs,
                               OptionValues defaults) {
  for (const auto& [name, value] : alias.fixed) {
    if (theirs.Flag(name) != (value == "true")) return std::unexpected(NotOffered(name, value));
  }
  OptionValues ours = std::move(defaults);
  for (const auto& [name, value] : alias.presets) {
    CUTLINE_RETURN_IF_ERROR(ours.Set(name, value, alias.path));
  }
  for (const auto& [name, our_name] : alias.options) {
    if (our_name.empty() || theirs.IsDefault(name)) continue;
    CUTLINE_RETURN_IF_ERROR(ours.Set(our_name, theirs.Show(name), alias.path));
  }
  return ours;
}

http::Handler AliasRoute(const task::Task& task, const task::Alias& alias,
                         const Services& services) {
  const auto decls = std::make_shared<const std::vector<OptionDecl>>(AliasDecls(task, alias));
  CUTLINE_CHECK(Translate(alias, OptionValues(*decls), OptionValues(task.options())).has_value());
  const PictureFields fields{
      .file = alias.file, .base64 = alias.base64_file, .most = services.max_files};
  return TaskRoute(task, services, fields,
                   [&task, &alias, services, fields, decls](http::Request& request,
                                                            BodyKind kind) -> Result<TaskInput> {
                     CUTLINE_ASSIGN_OR_RETURN(TaskInput input, ReadTaskInput(request, kind, fields,
                                                                             OptionValues(*decls)));
                     CUTLINE_ASSIGN_OR_RETURN(
                         input.options, Translate(alias, input.options, services.defaults(task)));
                     return input;
                   });
}

}  // namespace cutline::api
