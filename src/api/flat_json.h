#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace cutline::api {

// One member of a JSON object.
struct JsonMember {
  std::string name;
  bool is_text = false;  // in quotes
  std::string value;     // the text, or "12", "0.5", "true"
};

// Reads an object whose members are texts, numbers, true or false. Takes as much memory as
// the text itself: null and nested values end the reading with the name of their member, as
// kInvalidArgument with that field; so do more than 64 members and anything that is no
// JSON object, without a field. A later member of the same name comes later in the list.
[[nodiscard]] Result<std::vector<JsonMember>> ReadFlatObject(std::string_view json);

}  // namespace cutline::api
