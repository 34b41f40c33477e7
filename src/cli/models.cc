#include "cli/models.h"

namespace cutline::cli {

ModelView ViewOf(Program& program, const models::ModelEntry& entry) {
  ModelView view;
  view.entry = &entry;
  view.located = program.store().Locate(entry);
  view.state =
      program.IsLoaded(entry.name) ? "loaded" : std::string(models::StateName(view.located.state));
  if (view.located.state != models::State::kAbsent) {
    // A file that is no good has no plan; `models verify` says why.
    if (auto plan = program.Plan(entry.name, "auto")) view.plan = std::move(*plan);
  }
  return view;
}

Result<std::vector<const models::ModelEntry*>> FindModels(const Program& program,
                                                          std::span<const std::string> names) {
  std::vector<const models::ModelEntry*> found;
  for (const std::string& name : names) {
    CUTLINE_ASSIGN_OR_RETURN(const models::ModelEntry* entry, program.catalogue().Find(name));
    found.push_back(entry);
  }
  return found;
}

Command ModelsCommand(const Program& program) {
  Command group;
  group.name = "models";
  group.summary = {"List, fetch and check the models", "列出、获取与检查模型"};
  group.children = {ModelsListCommand(),   ModelsShowCommand(),     ModelsPullCommand(),
                    ModelsImportCommand(), ModelsVerifyCommand(),   ModelsPathCommand(),
                    ModelsRemoveCommand(), ModelsCalibrateCommand()};
  for (Command& child : group.children) child.settings = {program.global_options()};
  return group;
}

}  // namespace cutline::cli
