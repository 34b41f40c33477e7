#include "app/model_views.h"

namespace cutline::app {

bool IsLoaded(Rooms& rooms, std::string_view model) {
  const auto loaded = rooms.models().loaded();
  return std::any_of(loaded.begin(), loaded.end(),
                     [&](const auto& each) { return each.model == model; });
}

std::vector<api::ModelView> ModelViews(Rooms& rooms, const models::Catalogue& catalogue,
                                       const models::Store& store) {
  std::vector<api::ModelView> views;
  for (const models::ModelEntry& entry : catalogue.entries()) {
    const models::Located located = store.Locate(entry);
    api::ModelView view;
    view.name = entry.name;
    view.title = entry.title;
    view.task = entry.task;
    view.state =
        IsLoaded(rooms, entry.name) ? "loaded" : std::string(models::StateName(located.state));
    view.licence = entry.licence;
    view.commercial_use = entry.commercial_use;
    view.bytes = entry.bytes;
    view.get = entry.get;
    if (located.state != models::State::kAbsent) {
      if (const auto plan = rooms.models().Plan(entry.name, "auto")) {
        view.precision = std::string(inference::PrecisionName(plan->precision));
        view.reason = plan->reason;
        if (plan->measured) {
          const models::PrecisionRow& row = *plan->measured;
          if (models::IsText(entry.output)) {
            view.errors = {{"cer", row.cer}, {"exact_lines", row.exact_lines}};
          } else {
            view.errors = {{"mae", row.mae_mean}, {"iou", row.iou_mean}};
          }
        }
      }
    }
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace cutline::app
