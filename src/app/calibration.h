#pragma once
#include "app/rooms.h"

namespace cutline::app {

// Measures every precision of this CPU for a catalogue model, on the pictures of a folder
// or (empty path) on pictures of the program's own making, and stores the rows for this
// machine. kUnavailable (weights), kNotFound (folder, or no picture in it), and as
// matting::Calibrate and ocr::Calibrate fail.
[[nodiscard]] Result<std::vector<models::PrecisionRow>> CalibrateModel(
    const Settings& settings, Rooms& rooms, const models::Catalogue& catalogue,
    const models::Store& store, std::string_view model, const std::filesystem::path& images,
    const models::OnProgress& progress, const Context& context);

}  // namespace cutline::app
