#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "task/task.h"

namespace cutline::api {

// One entry of an Accept or Accept-Language header.
struct Preference {
  std::string range;  // "text/html", "image/*", "zh-cn": lower case, without parameters
  double weight = 1;  // its q
};

// The entries in their order. What can't be read as a weight counts as 1, as a missing one does.
[[nodiscard]] std::vector<Preference> ReadPreferences(std::string_view header);

// The format that an Accept header (RFC 9110 §12.5.1) rates best, null where it takes none of
// them or says nothing. A format's rating is that of the most specific range that covers it;
// equal ratings go to the format that was named more specifically, then to the one named first,
// then to the earlier format.
// Parameters other than q are ignored, on both sides.
[[nodiscard]] const task::Format* ChooseFormat(std::span<const task::Format> formats,
                                               std::string_view accept);

}  // namespace cutline::api
