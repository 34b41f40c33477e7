#pragma once
#include <vector>

#include "api/routes.h"
#include "app/rooms.h"

namespace cutline::app {

// Every model of the catalogue as GET /v1/models shows it: state on disk or loaded, and the
// precision that it runs at here. Reads the models folder.
[[nodiscard]] std::vector<api::ModelView> ModelViews(Rooms& rooms,
                                                     const models::Catalogue& catalogue,
                                                     const models::Store& store);

[[nodiscard]] bool IsLoaded(Rooms& rooms, std::string_view model);

}  // namespace cutline::app
